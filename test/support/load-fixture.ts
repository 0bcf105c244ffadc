import type { BatchObject } from '../../lambdas/core/collect/object-batch';
import type { BadRow, Change } from '../../lambdas/core/shape/change';
import { inferenceOf } from '../../lambdas/core/shape/object-changes';
import { type CollectedRun, collectObjectsStep } from '../../lambdas/load/collect-objects';
import type { LoadRun, TakenBatch } from '../../lambdas/load/contract';
import { finishLoad } from '../../lambdas/load/finish-load';
import type { GroupStepInput } from '../../lambdas/load/group-step';
import type { GroupReader } from '../../lambdas/load/open-group';
import { planColumns } from '../../lambdas/load/plan-columns';
import { planLoads } from '../../lambdas/load/plan-loads';
import { scanObjects } from '../../lambdas/load/scan-objects';
import { stageObjects } from '../../lambdas/load/stage-objects';
import { loadOf, SOURCES } from '../unit/core/config/load-file';
import { FakeS3 } from './fake-s3';

/*
 * The one example of a load's run: pipeline `cdc` in the bucket `lake`, where its source lies as well.
 */

export const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:shuttle-prod_cdc:e1';
export const RUN_ID = '20260105T030000Z-1a2b3c4d5e6f';
export const NOW = '2026-01-05T03:10:00.000Z';
export const START = '2026-01-05T03:00:00.000Z';
export const ROOT = 'shuttle/cdc/';

export const run: LoadRun = {
  pipeline: 'cdc',
  runId: RUN_ID,
  executionArn: ARN,
  root: { bucket: 'lake', prefix: ROOT },
  source: { bucket: 'lake', prefix: 'in/' },
  target: { database: 'dev', workgroupName: 'demo' },
  copyRole: 'default',
  statementTimeoutSeconds: 3_600,
  pollIntervalSeconds: 900,
  maxAttempts: 3,
  keepRuns: { seconds: 7_776_000 },
  dryRun: false,
};

export const runOf = (n: number): LoadRun => ({ ...run, runId: `${RUN_ID}${n}`, executionArn: `${ARN}-${n}` });

/** Puts the lock and run.json of a run, as StartLoad leaves them. */
export const begin = (
  s3: FakeS3,
  of: LoadRun = run,
  { lines = '', source = 'rows', input = {} }: { lines?: string; source?: keyof typeof SOURCES; input?: object } = {},
) => {
  s3.put(`${ROOT}lock.json`, { formatVersion: 1, executionArn: of.executionArn, redriveCount: 0, startedAt: START });
  s3.put(`${ROOT}runs/${of.runId}/run.json`, {
    formatVersion: 1,
    runId: of.runId,
    executionArn: of.executionArn,
    startedAt: START,
    config: loadOf(lines, SOURCES[source]),
    input: { dryRun: of.dryRun, ...input },
  });
};

/** A store in which the run has begun, with objects below the source's prefix. */
export const begun = (objects: readonly string[] = ['a.json'], more: Parameters<typeof begin>[2] = {}): FakeS3 => {
  const s3 = new FakeS3();
  for (const name of objects) s3.put(`in/${name}`, `content of ${name}`);
  begin(s3, run, more);
  return s3;
};

export const collect = (s3: FakeS3, of: LoadRun = run): Promise<CollectedRun> =>
  collectObjectsStep({ run: of, now: NOW }, { objects: s3.objects });

export const taken = async (s3: FakeS3, of: LoadRun = run): Promise<TakenBatch> => {
  const { batch } = await collect(s3, of);
  if (!batch) throw new Error('nothing was taken');
  return batch;
};

export const state = (s3: FakeS3) =>
  s3.json(`${ROOT}collect/state.json`) as {
    pending?: { batchId: string; runId: string };
    owed: { table: { name: string }; batchId: string; runId: string; reason: string }[];
    seen: { key: string; outcome?: string }[];
  };

export const change = (name: string, row: Record<string, string>, n: number): Change => ({
  table: { schema: 'public', name },
  op: 'U',
  key: ['id'],
  row: row as Change['row'],
  absent: [],
  pos: `pos${n}`,
  at: null,
});
export const bad = (reason: string): BadRow => ({ location: { byte: 5, line: 2 }, reason, text: 'the text' });

type Content = readonly (Change | BadRow | Error)[];

/** Reads objects by a list of what each holds; an error in it is thrown there. */
export const readerOf = (contents: Record<string, Content>) => (): GroupReader => ({
  inference: inferenceOf({ ...(loadOf('', SOURCES.rows).source as never as object) } as never),
  async *changes({ key }: BatchObject) {
    for (const one of contents[key.slice('in/'.length)] ?? []) {
      if (one instanceof Error) throw one;
      yield [one];
    }
  },
});

/** Groups as CollectObjects has written them. */
export const itemsOf = (s3: FakeS3, of: LoadRun = run): GroupStepInput['item'][] =>
  s3.json(`${ROOT}runs/${of.runId}/groups.json`) as GroupStepInput['item'][];

export interface Shaping {
  of?: LoadRun;
  invocation?: string;
  giveUp?: GroupStepInput['giveUp'];
  remainingMs?: () => number;
}

export const scan = async (s3: FakeS3, batch: TakenBatch, contents: Record<string, Content>, more: Shaping = {}) => {
  const { of = run, giveUp = null, remainingMs = () => 900_000 } = more;
  const results = [];
  for (const item of itemsOf(s3, of)) {
    const input = { run: of, batch, item, giveUp, now: NOW };
    results.push(await scanObjects(input, { objects: s3.objects }, { remainingMs }, readerOf(contents)));
  }
  return results;
};

export const stage = async (s3: FakeS3, batch: TakenBatch, contents: Record<string, Content>, more: Shaping = {}) => {
  const { of = run, giveUp = null, invocation = 'i1' } = more;
  const results = [];
  for (const item of itemsOf(s3, of)) {
    const input = { run: of, batch, item, giveUp, now: NOW };
    results.push(await stageObjects(input, { objects: s3.objects }, { id: invocation }, readerOf(contents)));
  }
  return results;
};

export const columns = (s3: FakeS3, batch: TakenBatch, of: LoadRun = run, map: unknown = null) =>
  planColumns({ run: of, batch, map }, { objects: s3.objects });
export const loads = (s3: FakeS3, batch: TakenBatch | null, of: LoadRun = run, map: unknown = null) =>
  planLoads({ run: of, batch, map }, { objects: s3.objects });

/** Everything up to the plan of the tables. */
export const shaped = async (s3: FakeS3, contents: Record<string, Content>, of: LoadRun = run): Promise<TakenBatch> => {
  const batch = await taken(s3, of);
  await scan(s3, batch, contents, { of });
  await columns(s3, batch, of);
  await stage(s3, batch, contents, { of });
  await loads(s3, batch, of);
  return batch;
};

export const finish = (s3: FakeS3, batch: TakenBatch | null, more: Partial<Parameters<typeof finishLoad>[0]> = {}) =>
  finishLoad(
    {
      run,
      batch,
      map: {},
      error: null,
      timeline: { collectedAt: START, scannedAt: START, stagedAt: START, plannedAt: START },
      startedAt: START,
      now: NOW,
      ...more,
    },
    { objects: s3.objects },
  );

/** What a ResultWriter leaves of a Map with failed children, and the Map's output. */
export const failedMap = (s3: FakeS3, failures: readonly { Error: string; Cause: string; Input?: string }[]) => {
  s3.put('map/manifest.json', { DestinationBucket: 'lake', ResultFiles: { FAILED: [{ Key: 'map/FAILED_0.json' }] } });
  s3.put('map/FAILED_0.json', failures);
  return { ResultWriterDetails: { Bucket: 'lake', Key: 'map/manifest.json' } };
};
