import { gzipSync } from 'node:zlib';
import { readLoadErrors } from '../../../lambdas/core/load/load-errors';
import { applyBatch } from '../../../lambdas/core/sql/load/apply-batch';
import type { ApplyRequest, ExtractFiles } from '../../../lambdas/core/sql/load/apply-request';
import { createLedger, createPositions, seedFence } from '../../../lambdas/core/sql/load/control-ddl';
import { loadErrorsQuery } from '../../../lambdas/core/sql/load/load-errors-query';
import { type Column, request } from '../../support/load-rig';
import { type Ended, RealRedshift } from './real-redshift';

/** The product's load SQL as it reaches Redshift: by the Data API, in one transaction, as a user with few rights. */
let aws: RealRedshift;
beforeAll(async () => {
  aws = await RealRedshift.open();
  await admin(
    'CREATE USER "IAMR:loader" PASSWORD DISABLE',
    'CREATE SCHEMA shop',
    'GRANT USAGE, CREATE ON SCHEMA shop TO "IAMR:loader"',
  );
  expect(await loader(...tables('orders'))).toMatchObject({ status: 'FINISHED', error: undefined });
});
afterAll(() => aws?.close());

const COLUMNS: readonly Column[] = [
  ['id', 'bigint'],
  ['note', 'varchar(8)'],
];
const KEY = [{ name: 'id', type: 'bigint' }];

const admin = (...sqls: string[]) => aws.run('admin', 'reports', ...sqls);
const loader = (...sqls: string[]) => aws.run('loader', 'reports', ...sqls);

const tables = (table: string) => {
  const place = { schema: 'shop', table };
  return [
    `CREATE TABLE shop.${table} (id BIGINT, note VARCHAR(8))`,
    createLedger(place).text,
    seedFence(place).text,
    createPositions(place, KEY, []).text,
  ];
};

/** Lines for COPY, and a manifest of them. A string is a line as it is. */
async function stage(name: string, changes: readonly (object | string)[]): Promise<ApplyRequest['source']> {
  const lines = changes.map((change, i) =>
    typeof change === 'string'
      ? change
      : JSON.stringify({ shuttle_op: 'U', shuttle_pos: String(i), shuttle_seq: i, ...change }),
  );
  const { store } = aws.s3;
  await store.put('lake', `${name}/part.json.gz`, gzipSync(lines.join('\n')));
  const entries = [{ url: `s3://lake/${name}/part.json.gz`, mandatory: true }];
  await store.put('lake', `${name}/manifest`, Buffer.from(JSON.stringify({ entries })));
  return { format: 'json', manifest: { bucket: 'lake', key: `${name}/manifest` }, rows: changes.length };
}

const batchOf = (id: string, seq: string, source: ApplyRequest['source'], more: Partial<ApplyRequest> = {}) =>
  request('orders', COLUMNS, {
    target: { schema: 'shop', table: 'orders' },
    batch: { id, seq },
    writeMode: 'merge',
    key: ['id'],
    source,
    timeoutSeconds: 3_600,
    ...more,
  });

const apply = async (each: ApplyRequest): Promise<Ended & { roles: string[] }> => {
  const statements = applyBatch(each);
  const ended = await loader(...statements.map(({ sql }) => sql.text));
  return { ...ended, roles: statements.map(({ role }) => role) };
};

const subsOf = ({ description }: Ended) => description.SubStatements ?? [];
const countsOf = async (ended: Ended) =>
  Object.fromEntries((await aws.rowsOf('loader', `${ended.id}:${subsOf(ended).length}`)) as [string, number][]);
const orders = () => aws.select('loader', 'reports', 'SELECT id, note FROM shop.orders ORDER BY id');

describe('a batch that is applied', () => {
  it('gives its counts as the result of its last statement, and each statement a query id', async () => {
    const source = await stage('b1', [
      { id: 1, note: 'one' },
      { id: 2, note: 'two' },
      { id: 2, note: 'zwei' },
    ]);
    const ended = await apply(batchOf('b1', '1', source));
    expect(ended).toMatchObject({ status: 'FINISHED', error: undefined });
    expect(await countsOf(ended)).toMatchObject({ upsert: 2, superseded: 1 });
    const subs = subsOf(ended);
    expect(subs.map(({ Id }) => Id)).toEqual(subs.map((_, i) => `${ended.id}:${i + 1}`));
    expect(subs.every(({ Status }) => Status === 'FINISHED')).toBe(true);
    const ids = subs.map(({ RedshiftQueryId = 0 }) => RedshiftQueryId);
    expect(Math.min(...ids)).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    const withResult = subs.map(({ HasResultSet }, i) => (HasResultSet ? ended.roles[i] : undefined)).filter(Boolean);
    expect(withResult).toEqual(['verify', 'counts']);
    expect(await orders()).toEqual([
      [1, 'one'],
      [2, 'zwei'],
    ]);
  });

  it('changes nothing when it is sent again', async () => {
    const before = await orders();
    const ended = await apply(batchOf('b1', '1', await stage('b1', [{ id: 1, note: 'again' }])));
    expect(ended.status).toBe('FINISHED');
    expect(await countsOf(ended)).not.toHaveProperty('upsert');
    expect(await orders()).toEqual(before);
  });

  it('writes refused rows of its temporary tables by UNLOAD, before it commits', async () => {
    const source = await stage('b2', [
      { id: 3, note: 'three' },
      { id: null, note: 'nobody' },
    ]);
    const ended = await apply(batchOf('b2', '2', source, { quarantine: { bucket: 'lake', key: 'q/b2/' } }));
    expect(ended.status).toBe('FINISHED');
    expect(await countsOf(ended)).toMatchObject({ upsert: 1, refused: 1 });
    const { objects } = await aws.s3.store.list('lake', { prefix: 'q/b2/key_', maxKeys: 10 });
    expect(objects).toHaveLength(1);
    const text = (await aws.s3.store.get('lake', objects[0]?.key ?? '')).toString('utf8');
    expect(JSON.parse(text)).toMatchObject({ id: null, note: 'nobody', shuttle_op: 'U' });
  });

  it('numbers the rows of an extract by IDENTITY in a temporary table', async () => {
    const columns = COLUMNS.map(([name, redshiftType]) => ({ name, redshiftType }));
    const source: ExtractFiles = {
      format: 'parquet',
      data: { manifest: { bucket: 'lake', key: 'x/manifest' }, rows: 2, columns },
      pos: '5',
      at: '2026-03-01 00:00:00.000000',
    };
    await admin(
      "UNLOAD ('SELECT id::BIGINT, note FROM (SELECT 10 AS id, ''ten''::VARCHAR(8) AS note UNION ALL SELECT 11, ''eleven'') x') TO 's3://lake/x/' IAM_ROLE default FORMAT PARQUET MANIFEST VERBOSE",
    );
    const ended = await apply(batchOf('b3', '3', source));
    expect(ended).toMatchObject({ status: 'FINISHED', error: undefined });
    expect(await countsOf(ended)).toMatchObject({ upsert: 2 });
    expect((await orders()).slice(-2)).toEqual([
      [10, 'ten'],
      [11, 'eleven'],
    ]);
  });

  it('has temporary tables of its own beside another that runs at the same time', async () => {
    await admin(...tables('left'), ...tables('right'), 'GRANT ALL ON ALL TABLES IN SCHEMA shop TO "IAMR:loader"');
    const both = await Promise.all(
      ['left', 'right'].map(async (table, i) => {
        const source = await stage(table, [{ id: i, note: table }]);
        return apply({ ...batchOf(`p${i}`, '1', source), target: { schema: 'shop', table } });
      }),
    );
    expect(both.map(({ status, error }) => ({ status, error }))).toEqual([
      { status: 'FINISHED', error: undefined },
      { status: 'FINISHED', error: undefined },
    ]);
    for (const [i, table] of ['left', 'right'].entries()) {
      expect(await aws.select('loader', 'reports', `SELECT id, note FROM shop.${table}`)).toEqual([[i, table]]);
    }
    expect(await loader('SELECT * FROM shuttle_stage')).toMatchObject({ status: 'FAILED' });
  });
});

describe('a batch that COPY refuses', () => {
  let failed: Awaited<ReturnType<typeof apply>>;
  let since = '';
  let before: unknown[][];
  beforeAll(async () => {
    before = await orders();
    since = new Date(Date.now() - 60_000).toISOString().slice(0, 19).replace('T', ' ');
    const source = await stage('b4', [
      { id: 4, note: 'four' },
      { id: 5, note: 'far too long' },
      '{"id": 6, "note": "six',
    ]);
    failed = await apply(batchOf('b4', '4', source));
  });

  it('fails at COPY, runs nothing behind it, and changes nothing', async () => {
    const at = failed.roles.indexOf('copy');
    expect(failed.status).toBe('FAILED');
    expect(failed.error).toMatch(new RegExp(`^Query #${at + 1} failed with ERROR: .*sys_load_error_detail`));
    const subs = subsOf(failed);
    expect(subs.map(({ Status }) => Status)).toEqual(
      subs.map((_, i) => (i < at ? 'FINISHED' : i === at ? 'FAILED' : 'ABORTED')),
    );
    expect(subs[at]?.Error).toMatch(/Load into table 'shuttle_stage' failed/);
    expect(await orders()).toEqual(before);
  });

  it('is traced to its file and line by the user who sent it, after the transaction is gone', async () => {
    const files = [{ bucket: 'lake', key: 'b4/part.json.gz' }];
    const query = loadErrorsQuery({ files, since }).text;
    const traced = async (who: 'loader' | 'admin') => {
      const rows = await aws.select(who, 'reports', query);
      return readLoadErrors(
        rows.map((row) =>
          row.map((value) => (typeof value === 'number' ? { longValue: value } : { stringValue: String(value ?? '') })),
        ),
      );
    };
    const [first] = await traced('loader');
    expect(first).toEqual({
      file: 's3://lake/b4/part.json.gz',
      line: 2,
      column: 'note',
      code: 1204,
      message: 'String length exceeds DDL length',
    });
    expect(await traced('admin')).toEqual(await traced('loader'));
  });

  it('goes through once the row is gone', async () => {
    const ended = await apply(batchOf('b4', '4', await stage('b4', [{ id: 4, note: 'four' }])));
    expect(ended.status).toBe('FINISHED');
    expect(await orders()).toContainEqual([4, 'four']);
  });
});
