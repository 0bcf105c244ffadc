import { mkdirSync } from 'node:fs';
import { pickAnyPipelines } from '../../../bin/status/pick-pipelines';
import { showPipelines } from '../../../bin/status/show-pipelines';
import { type OperatorStorage, operatorStorage } from '../../../lambdas/clients/operator';
import { lockKey, type PipelineRoot, pipelineRoot, reportKey, runKey } from '../../../lambdas/core/batch/object-keys';
import { runIdOf } from '../../../lambdas/core/batch/run-id';
import { appliedTableDocument, appliedTableKey } from '../../../lambdas/core/collect/applied-table';
import {
  type CollectState,
  collectStateDocument,
  emptyCollectState,
} from '../../../lambdas/core/collect/collect-state';
import { batchSeqAt, collectStateKey } from '../../../lambdas/core/collect/object-batch';
import { parseShuttleFile } from '../../../lambdas/core/config/parse-shuttle-file';
import { type LoadReport, loadReportDocument, loadTotals } from '../../../lambdas/core/load-report/load-report';
import { lockDocument } from '../../../lambdas/core/progress/lock';
import { runDocument } from '../../../lambdas/core/progress/run-document';
import { startS3 } from '../../../local/s3/server';
import { sampleLoadReport } from '../../support/sample-load-report';
import { temporaryFolder } from './command-line';

const folder = temporaryFolder();
const BUCKET = 'demo-123456789012-eu-west-1';
const config = parseShuttleFile(
  `
stack: demo
warehouse: { region: eu-west-1, database: dev, workgroup: demo }
extract: [{ name: lake }]
load:
  - { name: cdc, source: { format: debezium, bucket: abc, prefix: topics } }
  - { name: copy, source: { format: extract, pipeline: lake } }
  - { name: fresh, source: { format: debezium, bucket: abc, prefix: topics } }
`,
);
const file = { path: 'shuttle.yaml', config };
const arn = (name: string) => `arn:aws:states:eu-west-1:123456789012:execution:demo_cdc:${name}`;
const OLD = runIdOf(arn('old'), '2026-01-04T03:00:00Z');
const FAILED = runIdOf(arn('failed'), '2026-01-05T03:00:00Z');
const DRY = runIdOf(arn('dry'), '2026-01-05T05:00:00Z');
const UNDER_WAY = runIdOf(arn('running'), '2026-01-05T06:00:00Z');

const state: CollectState = {
  ...emptyCollectState({ bucket: 'abc', prefix: 'topics/' }),
  lastSeq: batchSeqAt('2026-01-05T06:00:01Z'),
  seen: [{ key: 'topics/x.json', etag: 'e', at: '2026-01-05T01:00:00.000Z', outcome: 'unread' }],
  pending: {
    batchId: 'pending-batch',
    batchSeq: batchSeqAt('2026-01-05T06:00:01Z'),
    runId: UNDER_WAY,
    document: { bucket: BUCKET, key: 'k' },
    objects: 12,
    sizeBytes: 3_400_000,
  },
  owed: [
    {
      table: { schema: 'inventory', name: 'orders' },
      batchId: 'owed-batch',
      staged: { bucket: BUCKET, prefix: 'staging/owed-batch/' },
      batchSeq: batchSeqAt('2026-01-05T03:00:01Z'),
      runId: FAILED,
      reason: 'StatementFailed: permission denied\nsecond line',
    },
    {
      table: { schema: 'inventory', name: 'orders' },
      batchId: 'later-batch',
      staged: { bucket: BUCKET, prefix: 'staging/later-batch/' },
      batchSeq: batchSeqAt('2026-01-05T05:00:01Z'),
      runId: FAILED,
      reason: 'the batch before failed',
    },
  ],
};

let storage: OperatorStorage;
let close: () => Promise<void>;
beforeAll(async () => {
  mkdirSync(folder.path(`s3/${BUCKET}`), { recursive: true });
  const server = await startS3({ root: folder.path('s3') });
  close = () => server.close();
  storage = operatorStorage('eu-west-1', server.endpoint);
  const { objects } = storage;
  const write = (root: PipelineRoot, runId: string, report: LoadReport) =>
    objects.writeDocument(loadReportDocument, reportKey(root, runId), { ...report, runId });
  const cdc = pipelineRoot(BUCKET, 'shuttle', 'cdc');
  const failed = sampleLoadReport(5, [1]);
  // The table that failed last was applied by the run before; table 3 is not in the newer run at all.
  const newer = failed.tables.filter((_, i) => i !== 3);
  await write(cdc, OLD, sampleLoadReport(5));
  await write(cdc, FAILED, { ...failed, tables: newer, totals: loadTotals(newer) });
  await write(cdc, DRY, { ...sampleLoadReport(5), status: 'dry run' });
  await objects.writeDocument(runDocument, runKey(cdc, UNDER_WAY), {
    formatVersion: 1,
    runId: UNDER_WAY,
    executionArn: arn('running'),
    startedAt: '2026-01-05T06:00:00Z',
    config: {},
    input: { dryRun: false },
  });
  await objects.writeDocument(lockDocument, lockKey(cdc), {
    formatVersion: 1,
    executionArn: arn('running'),
    redriveCount: 0,
    startedAt: '2026-01-05T06:00:00Z',
  });
  await objects.writeDocument(collectStateDocument, collectStateKey(cdc), state);

  const copy = pipelineRoot(BUCKET, 'shuttle', 'copy');
  for (const [name, tail] of [
    ['orders', null],
    ['"Odd name"', 'the-tail'],
  ] as const) {
    const table = { schema: 'public', name };
    await objects.writeDocument(appliedTableDocument, appliedTableKey(copy, table), {
      formatVersion: 1,
      table,
      base: 'first-batch',
      last: 'last-batch',
      tail,
      batchSeq: batchSeqAt('2026-01-05T02:00:00Z'),
    });
  }
});
afterAll(() => close());
beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-01-05T07:00:00Z')));
afterEach(() => void jest.restoreAllMocks());

const shown = async (name: string | undefined, runs = 5, width = 240): Promise<string> => {
  const printed: string[] = [];
  const output = { out: (text: string) => void printed.push(text), err: () => undefined, width };
  const options = { stack: 'demo', region: 'eu-west-1', named: undefined, runs, storage };
  await showPipelines(pickAnyPipelines(file, name), options, output);
  return printed.join('\n');
};
const lineOf = (out: string, start: string): string => out.split('\n').find((line) => line.startsWith(start)) ?? '';
const cells = (line: string) => line.trim().split(/ {2,}/);

describe('shuttle status of a load pipeline', () => {
  it('shows runs, the newest first, with rows and failures', async () => {
    const out = await shown('cdc');
    expect(out).toContain(`cdc  s3://${BUCKET}/shuttle/cdc/`);
    const lines = out.split('\n').filter((line) => /^\d{8}T/.test(line));
    expect(lines.map((line) => cells(line).slice(0, 2))).toEqual([
      [UNDER_WAY, 'under way'],
      [DRY, 'dry run'],
      [FAILED, 'failed'],
      [OLD, 'succeeded'],
    ]);
    const { totals, refusedTables } = sampleLoadReport(5);
    const withoutTable = 31 + (refusedTables?.rows ?? 0);
    const bad = totals.rows.bad + withoutTable + totals.rows.refused + totals.rows.setAside;
    const numbers = [totals.rows.read, totals.rows.applied, bad].map((rows) => rows.toLocaleString('en-GB'));
    expect(cells(lineOf(out, OLD)).slice(4)).toEqual(['5 of 5', '0', ...numbers]);
    expect(cells(lineOf(out, FAILED)).slice(4, 6)).toEqual(['3 of 4', '1']);
    expect(cells(lineOf(out, FAILED)).at(-1)).toBe('TablesFailed');
  });

  it('says what waits: the pending batch, objects left, owed tables with reason and age', async () => {
    const out = await shown('cdc');
    expect(out).toContain(
      'Pending: batch pending-batch of 12 objects, 3.4 MB, taken 59m 59s ago; the next run goes on',
    );
    expect(out).toContain(`Left in the source by run ${DRY}: 310 objects, 812.0 MB, the oldest 4h 9m old`);
    expect(out).toContain('1 object could not be read, and will be taken again');
    expect(out).toContain('1 table lacks batches that others have');
    expect(out).toContain(
      'Owed to inventory.orders: batch owed-batch and 1 later one, taken 3h 59m ago, last tried 4h ago\n' +
        '  StatementFailed: permission denied\n',
    );
    expect(out).not.toContain('second line');
  });

  it('shows the newest batch of each table, by the newest run that has one', async () => {
    const out = await shown('cdc');
    expect(out).toMatch(/^Last batch applied 3h \d+m ago$/m);
    const batch = '-1a2b3c4d5e6f-17675820000000';
    expect(lineOf(out, 'raw.inventory_orders')).toMatch(new RegExp(`failed: StatementFailed .*${batch}$`));
    expect(cells(lineOf(out, 'raw.inventory_customers')).slice(0, 2)).toEqual(['raw.inventory_customers', 'merge']);
    expect(lineOf(out, 'raw.inventory_products')).toMatch(new RegExp(`append .*${batch}$`));
    // Of the newer run alone the failed table has no batch, and a table that was not in it is not known.
    const newer = await shown('cdc', 3);
    expect(lineOf(newer, 'raw.inventory_orders')).not.toContain(batch);
    expect(lineOf(newer, 'raw.inventory_products')).toBe('');
  });

  it('of an extract pipeline shows every table that was ever applied', async () => {
    const out = await shown('copy');
    expect(cells(lineOf(out, 'public.orders'))).toEqual(['public.orders', '5h', 'up to this batch', 'last-batch']);
    expect(lineOf(out, 'public."""Odd name"""')).toMatch(/the-tail$/);
  });

  it('says where nothing is, and shows all pipelines when none is named', async () => {
    const out = await shown(undefined);
    expect(out).toMatch(/^fresh {2}s3.*\nNothing is stored here/m);
    for (const name of ['lake', 'cdc', 'copy']) expect(out).toMatch(new RegExp(`^${name} {2}s3`, 'm'));
  });

  it('fits its tables into a narrow terminal', async () => {
    const tables = (await shown('cdc', 5, 80)).split('\n').filter((line) => /^(\d{8}T|raw\.)/.test(line));
    expect(tables).toHaveLength(4 + 5);
    for (const line of tables) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('refuses a name that no pipeline has', () => {
    expect(() => pickAnyPipelines(file, 'cdx')).toThrow(/no pipeline "cdx"; did you mean cdc\?/);
  });
});
