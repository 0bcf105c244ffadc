import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import Table from 'cli-table3';
import type { UnitTable } from '../../lambdas/extract/contract';
import type { ReadPlan } from '../../lambdas/extract/read-plan';
import { bundleOf } from '../../lib/bundle';
import { RealClock } from '../../local/clock';
import { startDataApi } from '../../local/data-api/start-data-api';
import type { EngineField } from '../../local/redshift/engine';
import { startS3 } from '../../local/s3/server';
import { named, plan, readPlan, run, statement, tableRead } from '../../test/support/extract-fixture';
import { StubEngine } from '../../test/support/stub-engine';

/** Characters of the text column: digits that do not compress well, the worst case for what waits in memory. */
const TEXT_LENGTH = 240;
const ROW_BYTES = TEXT_LENGTH + 19 + 26;

/**
 * The largest result through the deployed function: the bundled copy-pages handler in a process of its own, real HTTP,
 * the real SDK, parts to S3 by multipart upload. Its peak memory must stay below what its Lambda has.
 */
export const measureHandler = async (megabytes: number, invocationMs: number): Promise<string> => {
  const rows = Math.floor((megabytes * 1e6) / ROW_BYTES);
  const folder = mkdtempSync(join(tmpdir(), 'shuttle-bench-'));
  const clock = new RealClock();
  const s3 = await startS3({ root: join(folder, 's3') });
  s3.store.createBucket('lake');
  await s3.store.put('lake', plan.readAt.key, JSON.stringify(reads));
  const engine = new StubEngine((sql) =>
    sql.startsWith('SELECT')
      ? { columns: ['id:varchar', 'at:varchar', 'text:varchar'], rows: generate(rows) }
      : undefined,
  );
  const api = await startDataApi({ engine, clock, workgroups: ['demo'], limits: { resultBytes: 2e9 } });
  try {
    const client = new RedshiftDataClient({
      region: 'eu-west-1',
      endpoint: api.endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const submitted = await client.send(
      new BatchExecuteStatementCommand({ Database: 'dev', WorkgroupName: 'demo', Sqls: ['SET a TO b', 'SELECT 1'] }),
    );
    const statementId = submitted.Id ?? '';
    for (;;) {
      const { Status } = await client.send(new DescribeStatementCommand({ Id: statementId, WaitTimeSeconds: 30 }));
      if (Status === 'FINISHED') break;
      if (Status === 'FAILED') throw new Error('the stub engine failed');
    }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        // About what Node gives the heap of a 512 MB Lambda.
        '--max-old-space-size=384',
        '--import',
        'tsx',
        join(__dirname, 'handler-child.ts'),
        bundleOf('extract/copy-pages'),
        JSON.stringify(stepInput(statementId)),
        String(invocationMs),
      ],
      {
        maxBuffer: 64e6,
        env: {
          ...process.env,
          AWS_REGION: 'eu-west-1',
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_ENDPOINT_URL_S3: s3.endpoint,
          AWS_ENDPOINT_URL_REDSHIFT_DATA: api.endpoint,
        },
      },
    );
    return render(megabytes, rows, JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}'));
  } finally {
    await api.close();
    await s3.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

function* generate(rows: number): Generator<EngineField[]> {
  let state = 1;
  for (let i = 0; i < rows; i++) {
    let text = '';
    while (text.length < TEXT_LENGTH) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      text += state.toString(36);
    }
    yield [
      { stringValue: String(9_000_000_000_000_000_000n + BigInt(i)) },
      { stringValue: '2024-02-29 12:34:56.123456' },
      { stringValue: text.slice(0, TEXT_LENGTH) },
    ];
  }
}

const large: UnitTable = {
  ...named('large'),
  columns: [
    { name: 'id', type: 'bigint', nullable: false },
    { name: 'at', type: 'timestamp without time zone', nullable: true },
    { name: 'text', type: 'character varying(400)', nullable: true },
  ],
  primaryKey: [],
};
/** Of two statements, the second of which gives the rows. */
const reads: ReadPlan = {
  ...readPlan,
  method: 'page',
  reads: [{ ...tableRead, unit: large, statements: { data: 2 } }],
};

const stepInput = (statementId: string) => ({
  run,
  plan: { ...plan, method: 'page' },
  statement: { ...statement, statementId },
  lane: 'rows',
});

const render = (megabytes: number, rows: number, took: Record<string, number>): string => {
  if (took.rows !== rows) throw new Error(`${took.rows} of ${rows} rows were written`);
  const table = new Table({
    head: ['result', 'rows', 'parts', 'Parquet MB', 'seconds', 'rows/s', 'RSS at start MB', 'peak RSS MB'],
  });
  table.push([
    `${megabytes} MB`,
    rows.toLocaleString('en'),
    took.parts ?? 0,
    (took.sizeMb ?? 0).toFixed(0),
    (took.seconds ?? 0).toFixed(1),
    Math.round(rows / (took.seconds ?? 1)).toLocaleString('en'),
    (took.startRssMb ?? 0).toFixed(0),
    (took.peakRssMb ?? 0).toFixed(0),
  ]);
  return `The bundled copy-pages function in a process of its own:\n${table.toString()}`;
};

if (require.main === module) {
  measureHandler(Number(process.argv[2] ?? 500), Number(process.argv[3] ?? 900_000)).then(console.log, (error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
