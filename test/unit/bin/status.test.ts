import { mkdirSync } from 'node:fs';
import { ageText } from '../../../bin/status/age';
import { findBucket } from '../../../bin/status/find-bucket';
import { renderStatus } from '../../../bin/status/render-status';
import { type OperatorStorage, operatorStorage } from '../../../lambdas/clients/operator';
import {
  currentKey,
  groupKey,
  lockKey,
  pipelineRoot,
  reportKey,
  runKey,
} from '../../../lambdas/core/batch/object-keys';
import { runIdOf } from '../../../lambdas/core/batch/run-id';
import { parseShuttleFile } from '../../../lambdas/core/config/parse-shuttle-file';
import type { ExtractPipeline } from '../../../lambdas/core/config/shuttle-config';
import { checkpointDocument, groupDocument } from '../../../lambdas/core/progress/checkpoint';
import { lockDocument } from '../../../lambdas/core/progress/lock';
import { emptyStory, type Report, reportDocument, totalsOf } from '../../../lambdas/core/progress/report';
import { runDocument } from '../../../lambdas/core/progress/run-document';
import { startS3 } from '../../../local/s3/server';
import { batchOf, checkpointNamed, checkpointOf, incrementalCheckpoint } from '../../support/extract-fixture';
import { shuttle, temporaryFolder } from './command-line';

const folder = temporaryFolder();
const BUCKET = 'demo-123456789012-eu-west-1';
const YAML = `
stack: demo
warehouse: { region: eu-west-1, database: dev, workgroup: demo }
extract:
  - name: lake
    expectEvery: 26h
    tables: { public.orders: {expectEvery: 1h}, public.gone: {expectEvery: 2h} }
  - { name: pond }
`;
const root = pipelineRoot(BUCKET, 'shuttle', 'lake');
const arn = (name: string) => `arn:aws:states:eu-west-1:123456789012:execution:demo_lake:${name}`;
const runAt = (startedAt: string, name: string) => runIdOf(arn(name), startedAt);

const FAILED = runAt('2026-01-05T03:00:00Z', 'failed');
const UNDER_WAY = runAt('2026-01-06T03:00:00Z', 'running');
const STOPPED = runAt('2026-01-05T04:00:00Z', 'stopped');
const report = (runId: string, more: Partial<Report>): Report => ({
  formatVersion: 2,
  pipeline: 'lake',
  runId,
  executionArn: arn('x'),
  status: 'succeeded',
  startedAt: '2026-01-05T03:00:00Z',
  endedAt: '2026-01-05T03:12:30Z',
  totals: totalsOf([
    { ...emptyStory(), table: 'a', status: 'committed', rows: 1_234 },
    { ...emptyStory(), table: 'b', status: 'failed' },
  ]),
  tables: [],
  ...more,
});

let config: string;
beforeAll(async () => {
  config = folder.write('shuttle.yaml', YAML);
  mkdirSync(folder.path(`s3/${BUCKET}`), { recursive: true });
  const server = await startS3({ root: folder.path('s3') });
  const { objects } = operatorStorage('eu-west-1', server.endpoint);
  await objects.writeDocument(
    reportDocument,
    reportKey(root, FAILED),
    report(FAILED, { status: 'failed', error: 'TablesFailed' }),
  );
  for (const [runId, name] of [
    [STOPPED, 'stopped'],
    [UNDER_WAY, 'running'],
  ] as const) {
    await objects.writeDocument(runDocument, runKey(root, runId), {
      formatVersion: 1,
      runId,
      executionArn: arn(name),
      startedAt: '2026-01-06T03:00:00Z',
      config: {},
      input: { dryRun: false },
    });
  }
  await objects.writeDocument(lockDocument, lockKey(root), {
    formatVersion: 1,
    executionArn: arn('running'),
    redriveCount: 0,
    startedAt: '2026-01-06T03:00:00Z',
  });
  const orders = incrementalCheckpoint(`${FAILED}-0-1`);
  await objects.writeDocument(checkpointDocument, currentKey(root, orders.destination), orders);
  const loading = {
    ...checkpointNamed('items', checkpointOf(`${FAILED}-0-2`)),
    loading: {
      kind: 'load' as const,
      fingerprint: orders.fingerprint!,
      schemaVersion: 'v',
      startedAt: '2026-01-05T03:00:00Z',
      settled: null,
      batches: [batchOf(`${FAILED}-0-3`), batchOf(`${FAILED}-0-4`)],
    },
  };
  await objects.writeDocument(groupDocument, groupKey(root, 'sales'), {
    formatVersion: 1,
    group: 'sales',
    committedBy: `${FAILED}-0-2`,
    committedAt: '2026-01-05T03:10:00Z',
    tables: [loading],
  });
  await server.close();
});

const status = (...args: string[]) => shuttle('status', '-c', config, '--local', '--root', folder.path('s3'), ...args);
const lineOf = (out: string, start: string): string => out.split('\n').find((line) => line.startsWith(start)) ?? '';

describe('shuttle status', () => {
  it('shows runs, the newest first, and how each ended', async () => {
    const { code, out, err } = await status('lake');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`lake  s3://${BUCKET}/shuttle/lake/`);
    const runs = out.split('\n').filter((line) => /^\d{8}T/.test(line));
    expect(runs.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      [UNDER_WAY, 'under way'],
      [STOPPED, 'no report'],
      [FAILED, 'failed'],
    ]);
    expect(lineOf(out, FAILED)).toMatch(/12m 30s +1 of 2 +1 +1,234 +TablesFailed$/);
  });

  it('shows as many runs as asked for', async () => {
    const { out } = await status('lake', '--runs', '1');
    expect(out.match(/^\d{8}T/gm)).toHaveLength(1);
  });

  it('shows what is committed of tables and groups, what is late, and loads under way', async () => {
    const { out } = await status('lake');
    expect(out).toMatch(/^Last commit \d+d .*ago, late: expected every 26h$/m);
    expect(lineOf(out, 'public.orders')).toMatch(/incremental +\d+d.* late: expected every 1h .*updated_at/);
    expect(lineOf(out, 'public.items')).toMatch(/full .* loading: 2 chunks/);
    expect(lineOf(out, 'public.gone')).toContain('late: never committed');
  });

  it('says where nothing is', async () => {
    const { code, out } = await status('pond');
    expect(code).toBe(0);
    expect(out).toContain('Nothing is stored here: the pipeline has never run');
  });

  it('shows all pipelines when none is named', async () => {
    const { out } = await status();
    expect(out).toMatch(/^lake {2}s3/m);
    expect(out).toMatch(/^pond {2}s3/m);
  });

  it.each([
    ['an unknown pipeline', ['lak'], 2, /no pipeline "lak"; did you mean lake\?/],
    ['two pipelines', ['lake', 'pond'], 2, /name one pipeline/],
    ['no number', ['--runs', 'many'], 2, /--runs takes a whole number/],
    ['a bucket that is not there', ['--bucket', 'elsewhere'], 1, /no bucket elsewhere: deploy the stack first/],
    ['a folder that is not there', ['--root', '/no/such'], 1, /there is no folder \/no\/such: run npm start first/],
  ])('refuses %s', async (_, args, code, message) => {
    const outcome = await status(...args);
    expect(outcome.code).toBe(code);
    expect(outcome.err).toMatch(message);
  });
});

describe('the bucket of a pipeline', () => {
  const { extract } = parseShuttleFile(YAML);
  const lake = extract[0] as ExtractPipeline;
  const having = (buckets: () => Promise<string[]>) => ({ buckets }) as OperatorStorage;
  const find = (storage: OperatorStorage, named?: string, pipeline = lake) =>
    findBucket(pipeline.destination, { stack: 'demo', region: 'eu-west-1', named }, storage);
  const nobodyAsks = having(() => Promise.reject(new Error('asked')));

  it('is the one that is named, or that of the file', async () => {
    expect(await find(nobodyAsks, 'named')).toBe('named');
    const existing = { ...lake, destination: { ...lake.destination, bucket: 'our-lake' } };
    expect(await find(nobodyAsks, undefined, existing)).toBe('our-lake');
  });

  it('is the one that the stack made, of those of the account', async () => {
    const others = ['demo-eu-west-1', 'demo-123456789012-us-east-1', 'other-123456789012-eu-west-1'];
    expect(await find(having(async () => [...others, BUCKET]))).toBe(BUCKET);
    await expect(find(having(async () => others))).rejects.toThrow(/no bucket demo-<account>-eu-west-1: deploy/);
  });

  it('has to be named where the credentials may not look for it', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    await expect(find(having(() => Promise.reject(denied)))).rejects.toThrow(/name the bucket with --bucket/);
  });
});

describe('renderStatus', () => {
  it('fits a narrow terminal', () => {
    const [pipeline] = parseShuttleFile(YAML).extract as [ExtractPipeline];
    const tables = [{ checkpoint: checkpointOf(`${FAILED}-0-1`) }];
    const text = renderStatus({ pipeline, root, runs: [], tables }, Date.parse('2026-01-05T05:00:00Z'), 60);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(text).toContain('public.orders');
  });
});

describe('ageText', () => {
  it.each([
    [0, '0s'],
    [59.9, '59s'],
    [750, '12m 30s'],
    [3_600, '1h'],
    [86_403, '1d'],
    [187_200, '2d 4h'],
    [-5, '0s'],
  ])('of %s seconds is %s', (seconds, text) => {
    expect(ageText(seconds)).toBe(text);
  });
});
