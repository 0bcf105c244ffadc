import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { branchesOf, branchesTaken } from '../support/flow-branches';
import type { FlowTable } from '../support/flow-catalog';
import { type Ended, Flow } from '../support/flow-rig';
import { BRIEF_SECONDS, CONFLICT, DENIED, makeTroubles, TOO_LARGE, TROUBLES } from '../support/flow-troubles';

const SMALL: FlowTable[] = [{ name: 'public.small', rows: 10 }];
const isCatalog = (kind: string) => ['relations', 'late-binding', 'sizes', 'user'].includes(kind);

let flow: Flow;
beforeAll(async () => {
  // Pages of a few rows, and so little time that each fills a part of its own.
  flow = await Flow.start({ limits: { pageBytes: 4_000 }, timeoutSeconds: { 'copy-pages': 60 } });
});
afterAll(() => flow?.close());

/** The catalog fails as a whole, `times` times. */
const catalogFails = (error: string, times: number) => {
  flow.engine.script = ({ kind, time }) => (isCatalog(kind) && time <= times ? { error } : undefined);
};

/** The catalog's first statement ends between the last look at it and its cancellation. */
const catalogRaces = () => {
  const startedAt = flow.clock.now();
  flow.latency = ({ kind, attempt }) => (kind === 'relations' && attempt === 1 ? (BRIEF_SECONDS + 20) * 1000 : 0);
  flow.dataApiFault = ({ operation }) =>
    operation === 'CancelStatement' && flow.clock.now() < startedAt + (BRIEF_SECONDS + 60) * 1000
      ? { when: 'before', error: { type: 'ThrottlingException', message: 'Rate exceeded', status: 400 } }
      : undefined;
};

const slowCatalog = () => {
  flow.latency = ({ kind }) => (kind === 'relations' ? 60_000 : 0);
};

interface Case {
  name: string;
  arrange?: () => void;
  pipeline?: string;
  input?: object;
  ends?: string;
}

const RUNS: Case[] = [
  { name: 'a plain run' },
  { name: 'an input that is refused', input: { nonsense: 1 }, ends: 'InputInvalid' },
  { name: 'no catalog with discover: false', pipeline: 'declared' },
  { name: 'a table that is not there', input: { tables: ['public.nothing'] }, ends: 'TableNotFound' },
  { name: 'a dry run', input: { dryRun: true } },
  {
    name: 'an old run that may not be deleted',
    arrange: () => {
      const old = join(flow.path(flow.bucket), flow.root('lake'), 'runs/20200101T000000Z-0a1b2c3d4e5f');
      mkdirSync(old, { recursive: true });
      writeFileSync(join(old, 'plan.json'), '[]');
      flow.s3Fault = ({ op }) =>
        op === 'DeleteObjects' ? { before: { status: 403, code: 'AccessDenied' } } : undefined;
    },
  },
  { name: 'a slow catalog', arrange: slowCatalog },
  {
    name: 'a slow catalog that fails',
    arrange: () => {
      slowCatalog();
      catalogFails(DENIED, 9);
    },
    ends: 'StatementFailed',
  },
  { name: 'a catalog that meets a conflict', arrange: () => catalogFails(CONFLICT, 1) },
  {
    name: 'a catalog that meets conflicts forever',
    arrange: () => catalogFails(CONFLICT, 9),
    ends: 'StatementTransient',
  },
  { name: 'a catalog that may not be read', arrange: () => catalogFails(DENIED, 9), ends: 'StatementFailed' },
  {
    name: 'a slow catalog that meets a conflict',
    arrange: () => {
      slowCatalog();
      catalogFails(CONFLICT, 1);
    },
  },
  {
    name: 'a conflict in the one catalog statement that is needed',
    arrange: () => {
      flow.engine.script = ({ kind, time }) => (kind === 'relations' && time === 1 ? { error: CONFLICT } : undefined);
    },
  },
  {
    name: 'a catalog past its time',
    pipeline: 'brief',
    arrange: () => {
      flow.latency = ({ kind }) => (kind === 'relations' ? 3_600_000 : 0);
    },
    ends: 'StatementTimedOut',
  },
  { name: 'a catalog that ends as it is cancelled', pipeline: 'brief', arrange: catalogRaces },
  {
    name: 'a catalog that meets a conflict as it is cancelled',
    pipeline: 'brief',
    arrange: () => {
      catalogRaces();
      catalogFails(CONFLICT, 1);
    },
  },
  {
    name: 'a result too large for pages, by config',
    pipeline: 'paged',
    arrange: () => {
      flow.engine.script = ({ kind }) => (kind === 'page' ? { error: TOO_LARGE } : undefined);
    },
    ends: 'TablesFailed',
  },
  {
    name: 'a plan that is gone when the Map reads it',
    arrange: () => {
      const forget = flow.on((event) => {
        if (event.kind !== 'progress' || event.state !== 'ExtractTables' || event.step !== 'entered') return;
        for (const key of flow.keys('runs/').filter((one) => one.endsWith('plan.json'))) {
          rmSync(join(flow.path(flow.bucket), flow.root('lake'), key));
        }
        forget();
      });
    },
    ends: 'States.ItemReaderFailed',
  },
];

describe('runs', () => {
  it.each(RUNS)('$name', async ({ arrange, pipeline = 'lake', input = {}, ends }) => {
    flow.reset(SMALL);
    arrange?.();
    const ended = await flow.run(pipeline, input);
    expect({ status: ended.status, error: ended.error }).toEqual(
      ends === undefined ? { status: 'SUCCEEDED', error: undefined } : { status: 'FAILED', error: ends },
    );
    expect(flow.keys('lock.json', pipeline)).toEqual([]);
  });
});

describe('runs of a table that changes', () => {
  const changing = (changes: FlowTable['changes'] = {}): FlowTable[] => [
    { name: 'public.changing', rows: 20, known: 1_000_000, changes },
  ];
  /** How such runs end is told by incremental.test.ts. */
  const ends = async (pipeline: string) => expect((await flow.run(pipeline)).status).toBe('SUCCEEDED');

  it('in chunks', async () => {
    flow.reset(changing({ chunks: 2 }));
    await ends('chunked');
  });

  it('whose source is rebuilt, in the Glue catalog', async () => {
    flow.reset(changing());
    await ends('catalogued');
    flow.engine.change(changing({ rebuilt: true }));
    await ends('catalogued');
  });

  it('that can be registered in no catalog', async () => {
    flow.reset(changing());
    const error = { type: 'AccessDeniedException', message: 'no grant', status: 400 };
    flow.glueFault = () => ({ when: 'before', error });
    await ends('catalogued');
  });

  it('whose orphans cannot be deleted', async () => {
    flow.reset(changing());
    const orphan = `${flow.root('lake')}data/public/changing/batch=20200101T000000Z-00000000-0-1/0000_part_00.parquet`;
    await flow.environment.s3.store.put(flow.bucket, orphan, 'x');
    flow.s3Fault = ({ op }) => (op === 'DeleteObjects' ? { before: { status: 403, code: 'AccessDenied' } } : undefined);
    await ends('lake');
  });
});

describe('a run over many tables, most of them in trouble', () => {
  let ended: Ended;
  beforeAll(async () => {
    makeTroubles(flow, TROUBLES);
    ended = await flow.run('brief');
  });

  it.each(TROUBLES)('$name', ({ name, ends, attempts = 1 }) => {
    const reported = flow.table(ended, `public.${name}`, 'brief');
    const ownBatches = flow
      .current(`public.${name}`, 'brief')
      ?.batches.filter(({ runId }) => runId === ended.output?.runId);
    expect({ status: reported.status, error: reported.error }).toEqual(
      ends === undefined ? { status: 'committed', error: undefined } : { status: 'failed', error: ends },
    );
    expect(ownBatches ?? []).toHaveLength(ends === undefined ? 1 : 0);
    if (ends === undefined) expect(reported.attempts).toBe(attempts);
  });

  it('fails at its end, naming those that failed and no other', () => {
    const failed = TROUBLES.filter(({ ends }) => ends !== undefined);
    expect(ended.error).toBe('TablesFailed');
    expect(ended.cause.split('\n')[0]).toContain(`${failed.length} of ${TROUBLES.length} tables failed`);
    expect(ended.cause.split('\n').flatMap((line) => /^public\.(\w+): /.exec(line)?.[1] ?? [])).toEqual(
      expect.arrayContaining(failed.map(({ name }) => name)),
    );
    expect(ended.cause).not.toContain('public.fine');
  });
});

it('every way of the definition was taken', () => {
  const spec = flow.environment.machine('lake');
  const { branches } = branchesOf(spec.definition, spec.name);
  const machines = flow.environment.assembly.machines.flatMap(
    ({ definition, name }) => branchesOf(definition, name).machines,
  );
  const taken = branchesTaken(flow, machines);
  expect(branches.filter((branch) => !taken.has(branch))).toEqual([]);
});
