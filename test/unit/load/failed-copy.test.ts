import { gunzipSync, gzipSync } from 'node:zlib';
import { commitLoad } from '../../../lambdas/load/commit-load';
import { judgeLoad } from '../../../lambdas/load/judge-load';
import { setAside } from '../../../lambdas/load/set-aside';
import { FakeS3 } from '../../support/fake-s3';
import { begin, NOW, ROOT, RUN_ID, run, START } from '../../support/load-fixture';
import { answerRows, DescribeStatementCommand, mockedData } from '../../support/mocked-data-api';

const BATCH = 'b1';
const PLAN = `${ROOT}runs/${RUN_ID}/applies/public!2Et/0-0-1.json`;
const UNIT = `${ROOT}runs/${RUN_ID}/units/public!2Et.json`;
const ROLES = ['lock', 'copy', 'verify', 'counts'];
const NAME = { schema: 'public', name: 't' };
const part = (n: number, rows: number) => ({
  bucket: 'lake',
  key: `${ROOT}staging/b1/x/data/public/t/00000${n}-00000-a.json.gz`,
  rows,
  sizeBytes: 9,
});
const linesOf = (n: number, rows: number): string =>
  Array.from({ length: rows }, (_, i) => `${JSON.stringify({ id: `${n}.${i + 1}` })}\n`).join('');

const planOf = (more: object = {}) => ({
  do: 'apply',
  source: NAME,
  target: NAME,
  batchId: BATCH,
  batchSeq: '42',
  attempt: 1,
  writeMode: 'merge',
  key: ['id'],
  why: 'a key is known',
  roles: ROLES,
  sqls: ['LOCK', 'COPY', 'SELECT', 'SELECT'],
  changes: [],
  told: [],
  evolveSqls: ['ALTER'],
  unwidenable: [],
  conflicts: [],
  warnings: [],
  rows: 8,
  read: { rows: 9, bad: 1, parts: 2, sizeBytes: 18 },
  request: {
    target: { schema: 'public', table: 't' },
    batch: { id: BATCH, seq: '42' },
    writeMode: 'merge',
    columns: [{ name: 'id', type: 'varchar(8)', from: 'id', fromType: 'varchar(8)', take: 'all' }],
    key: ['id'],
    iamRole: 'default',
    source: { format: 'json', manifest: { bucket: 'lake', key: 'm' }, rows: 8 },
    timeoutSeconds: 60,
  },
  parts: [part(0, 4), part(1, 4)],
  setAside: 0,
  quarantine: { bucket: 'lake', key: `${ROOT}quarantine/b1/refused/` },
  startedAt: START,
  ...more,
});

const planned = {
  do: 'apply' as const,
  label: 'public.t',
  table: 'public.t',
  batchId: BATCH,
  at: { bucket: 'lake', key: PLAN },
  statement: { step: 'apply', mode: 'TRANSACTION' as const, sql: { sqls: ['x'] } },
};
const tried = { statementId: 'apply-1', startedAt: START, polls: 2, redshiftQueryId: 7, durationSeconds: 1.5 };

/** A store with the plan, its parts and the unit; the Data API with the statement's end. */
const world = (
  plan: object = {},
  {
    statuses = ['FINISHED', 'FAILED', 'ABORTED', 'ABORTED'],
    error = "Load into table 't' failed",
    queryId = 9,
  }: { statuses?: string[]; error?: string; queryId?: number } = {},
) => {
  const s3 = new FakeS3();
  begin(s3);
  s3.put(PLAN, planOf(plan));
  for (const n of [0, 1]) s3.put(part(n, 4).key, '');
  const bytes = new Map([0, 1].map((n) => [part(n, 4).key, gzipSync(linesOf(n, 4))]));
  const { mock, data } = mockedData();
  mock.on(DescribeStatementCommand).resolves({
    Id: 'apply-1',
    Status: statuses.includes('FAILED') ? 'FAILED' : 'FINISHED',
    Error: error,
    SubStatements: statuses.map((Status, n) => ({
      Id: `apply-1:${n + 1}`,
      Status: Status as 'FINISHED',
      RedshiftQueryId: n === 1 ? queryId : 0,
      ...(Status === 'FAILED' && { Error: error }),
    })),
  });
  return { s3, mock, data, bytes, clients: { data, objects: s3.objects } };
};

describe('judgeLoad', () => {
  const judge = (
    w: ReturnType<typeof world>,
    more: { loaded?: boolean; search?: { bucket: string; key: string } | null } = {},
  ) => judgeLoad({ run, planned, statement: tried, loaded: false, search: null, ...more }, w.clients);

  it('looks up what COPY could not load by its query', async () => {
    const { label, statement } = await judge(world());
    expect({ label, step: statement.step, mode: statement.mode }).toEqual({
      label: 'public.t',
      step: 'trace',
      mode: 'TRANSACTION',
    });
    expect(statement.sql).toEqual({ sqls: [expect.stringContaining('query_id = 9')] });
  });

  it('looks it up by files where no query is told, from a minute before', async () => {
    const { statement } = await judge(world({}, { queryId: -1 }));
    expect(statement.sql).toEqual({
      sqls: [expect.stringMatching(/000000-00000-a\.json\.gz.*000001-00000-a.*2026-01-05 02:59:00/s)],
    });
  });

  it('looks at a probe’s own statements and parts', async () => {
    const w = world({}, { statuses: ['FINISHED', 'FINISHED'], queryId: 11 });
    w.s3.put('search.json', {
      search: { rounds: 1, rows: 0, message: 'm' },
      probed: [{ url: 's3://lake/p', rows: 1 }],
      probeRoles: ['settings', 'copy'],
    });
    const { statement } = await judge(w, { loaded: true, search: { bucket: 'lake', key: 'search.json' } });
    expect(statement.sql).toEqual({ sqls: [expect.stringContaining('query_id = 11')] });
  });

  it.each<[string, string[], string, string]>([
    [
      'a conflict is transient',
      ['FAILED', 'ABORTED'],
      'ERROR: 1023 Serializable isolation violation on table',
      'StatementTransient',
    ],
    [
      'another number of rows',
      ['FINISHED', 'FINISHED', 'FAILED'],
      "Invalid digit, Value 'S', Pos 0, Type: Integer",
      'RowsMismatch',
    ],
    [
      'a fence that is gone: looked at anew',
      ['FINISHED', 'FINISHED', 'FAILED'],
      "Invalid digit, Value 'F', Pos 0, Type: Integer",
      'StatementTransient',
    ],
    ['anything else fails the table', ['FAILED', 'ABORTED'], 'ERROR: permission denied', 'StatementFailed'],
  ])('%s', async (_, statuses, error, name) => {
    await expect(judge(world({}, { statuses, error }))).rejects.toMatchObject({ name });
  });

  it.each([PLAN, 'search.json'])('refuses where %s is gone', async (key) => {
    const w = world();
    w.s3.remove(key);
    await expect(judge(w, key === PLAN ? {} : { search: { bucket: 'lake', key } })).rejects.toMatchObject({
      name: 'DocumentInvalid',
    });
  });
});

describe('setAside', () => {
  type Row = [file: string, line: number, column: string, code: number, message: string];
  const urlOf = (n: number) => `s3://lake/${part(n, 4).key}`;
  const act = async (
    w: ReturnType<typeof world>,
    errors: Row[],
    more: { loaded?: boolean; search?: { bucket: string; key: string } | null; attempt?: number } = {},
  ) => {
    answerRows(w.mock, 'trace-1', errors);
    const read = w.s3.objects.readBytes.bind(w.s3.objects);
    // Gzip is no text, which is all that the fake puts behind everybody's back.
    w.s3.objects.readBytes = async (at) => w.bytes.get(at.key) ?? read(at);
    return setAside(
      {
        run,
        planned,
        attempt: 1,
        redriveCount: 0,
        tried,
        loaded: false,
        traceStatementId: 'trace-1',
        search: null,
        ...more,
      },
      w.clients,
    );
  };
  const asideOf = (w: ReturnType<typeof world>, at: { key: string } | null) =>
    w.s3.json(at?.key ?? '') as { parts: { key: string; rows: number }[]; rows: number; at: { key: string } };
  const poison = (w: ReturnType<typeof world>) => w.s3.keys().filter((key) => key.includes('/poison/'));

  it('takes named rows out of their part, and keeps them with the reason', async () => {
    const w = world();
    const found = await act(w, [[urlOf(1), 2, 'id', 1204, 'too long']]);
    expect(found).toMatchObject({ do: 'again', statement: null });
    const left = asideOf(w, found.aside);
    expect(left.rows).toBe(1);
    expect(left.parts.map(({ rows }) => rows)).toEqual([4, 3]);
    expect(left.parts[0]?.key).toBe(part(0, 4).key);
    expect(left.parts[1]?.key).toContain(RUN_ID.slice(-12));
    expect(gunzipSync(w.s3.bytes(left.parts[1]?.key ?? '')).toString()).toBe(
      linesOf(1, 4).replace('{"id":"1.2"}\n', ''),
    );
    expect(gunzipSync(w.s3.bytes(poison(w)[0] ?? '')).toString()).toBe('{"reason":"too long","row":{"id":"1.2"}}\n');
    expect(w.s3.json(found.search.key)).toMatchObject({ search: { rounds: 1, rows: 1 } });
  });

  it('leaves out a file that is named as such, as it is', async () => {
    const w = world();
    const found = await act(w, [[urlOf(0), 0, '', 15, 'zlib error code: -3']]);
    expect(asideOf(w, found.aside)).toMatchObject({ rows: 4, parts: [{ key: part(1, 4).key }] });
    expect(w.s3.bytes(poison(w)[0] ?? '')).toEqual(w.bytes.get(part(0, 4).key));
  });

  it('drops a part of which no row is left', async () => {
    const w = world();
    const rows = [1, 2, 3, 4].map((line): Row => [urlOf(0), line, 'id', 1204, 'too long']);
    expect(asideOf(w, (await act(w, rows)).aside)).toMatchObject({ rows: 4, parts: [{ key: part(1, 4).key }] });
  });

  it('probes where nothing is named', async () => {
    const w = world();
    const found = await act(w, []);
    expect(found).toMatchObject({ do: 'probe', aside: null, statement: { step: 'probe', mode: 'TRANSACTION' } });
    expect(w.s3.json(found.search.key)).toMatchObject({
      probed: [{ url: urlOf(0) }],
      probeRoles: expect.arrayContaining(['copy']),
    });
  });

  it('counts what was set aside before a transient error, against maxBadRows', async () => {
    const two: Row[] = [
      [urlOf(0), 1, 'id', 1204, 'x'],
      [urlOf(0), 2, 'id', 1204, 'x'],
    ];
    const w = world({ rows: 5, setAside: 3, setAsideAt: { bucket: 'lake', key: 'q/' } });
    await expect(act(w, two)).rejects.toMatchObject({
      name: 'TooManyBadRows',
      message: expect.stringContaining('5 of 8 rows'),
    });
    const calm = world({ rows: 6, setAside: 2 });
    expect(asideOf(calm, (await act(calm, two)).aside)).toMatchObject({ rows: 4 });
  });

  it('leaves out nothing of an extract', async () => {
    const w = world({ parts: [] });
    await expect(act(w, [[urlOf(0), 1, 'id', 1204, 'too long']])).rejects.toMatchObject({
      name: 'StatementFailed',
      message: expect.stringContaining('too long'),
    });
    expect(poison(w)).toEqual([]);
  });

  it('fails for what other files would meet as well', async () => {
    await expect(act(world({}, { error: 'S3ServiceException: Access Denied, status 403' }), [])).rejects.toMatchObject({
      name: 'StatementFailed',
    });
  });

  it('writes the same again where its answer was lost', async () => {
    const w = world();
    const rows: Row[] = [[urlOf(1), 2, 'id', 1204, 'too long']];
    const first = await act(w, rows);
    const state = w.s3.keys();
    expect(await act(w, rows)).toEqual(first);
    expect(w.s3.keys()).toEqual(state);
  });
});

describe('commitLoad', () => {
  const step = (batchId: string) => ({
    source: NAME,
    target: NAME,
    batchId,
    batchSeq: 42,
    files: { format: 'changes', staged: { bucket: 'lake', key: 's' } },
  });
  const commit = (w: ReturnType<typeof world>, index = 0) => {
    answerRows(w.mock, 'apply-1:4', [
      ['upsert', 5],
      ['delete', 1],
      ['stale', 2],
    ]);
    return commitLoad(
      {
        run,
        item: { label: 'public.t', tables: ['public.t'], unitAt: { bucket: 'lake', key: UNIT } },
        index,
        planned,
        failures: 1,
        statement: tried,
        now: NOW,
      },
      w.clients,
    );
  };
  const record = (w: ReturnType<typeof world>) =>
    w.s3.json(`${ROOT}runs/${RUN_ID}/tables/public.t.json`) as { batches: { batchId: string }[] };
  const done = (steps: number, plan: object = {}) => {
    const w = world(plan, { statuses: ['FINISHED', 'FINISHED', 'FINISHED', 'FINISHED'] });
    w.s3.put(UNIT, {
      label: 'public.t',
      tables: [{ source: NAME, target: NAME }],
      notes: [],
      steps: Array.from({ length: steps }, (_, n) => step(`b${n + 1}`)),
    });
    return w;
  };

  it('writes down what became of the rows', async () => {
    const w = done(1);
    expect(await commit(w)).toEqual({ more: false, rows: 6 });
    expect(record(w)).toMatchObject({
      status: 'applied',
      batches: [
        {
          batchId: BATCH,
          counts: { staged: 8, upserts: 5, deletes: 1, stale: 2, skipped: 0 },
          attempts: 2,
          sqls: ['ALTER', 'LOCK', 'COPY', 'SELECT', 'SELECT'],
        },
      ],
    });
  });

  it('keeps the warnings of all batches, each once, and what an earlier one has counted', async () => {
    const tablesHeld = { tables: 7, quota: 9 };
    const w = done(2, { warnings: ['no key is known'], tablesHeld });
    await commit(w);
    w.s3.put(PLAN, planOf({ warnings: ['no key is known', 'a column is new'], batchId: 'b2' }));
    await commit(w, 1);
    expect(record(w)).toMatchObject({ warnings: ['no key is known', 'a column is new'], tablesHeld });
  });

  it('says that another batch follows, and adds batches up without doubling one', async () => {
    const w = done(2);
    expect(await commit(w)).toMatchObject({ more: true });
    await commit(w);
    expect(record(w).batches.map(({ batchId }) => batchId)).toEqual([BATCH]);
  });

  it('refuses a statement that is not the one it planned', async () => {
    const w = done(1, { roles: [...ROLES, 'more'] });
    await expect(commit(w)).rejects.toMatchObject({
      name: 'DocumentInvalid',
      message: expect.stringContaining('5 parts'),
    });
  });

  it('refuses where the unit has no such step', async () => {
    await expect(commit(done(1), 1)).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });
});
