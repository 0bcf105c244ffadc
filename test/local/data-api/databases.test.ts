import { ListDatabasesCommand, ListSchemasCommand } from '@aws-sdk/client-redshift-data';
import { WORKGROUPS } from '../../../local/local-warehouse';
import { RealRedshift } from './real-redshift';

let aws: RealRedshift;
beforeAll(async () => {
  aws = await RealRedshift.open();
  await aws.run(
    'admin',
    'dev',
    'CREATE TABLE orders (id BIGINT, place VARCHAR(20))',
    "INSERT INTO orders VALUES (1, 'dev')",
  );
  await aws.run(
    'admin',
    'reports',
    'CREATE SCHEMA sales',
    'CREATE TABLE orders (id BIGINT, place VARCHAR(20))',
    "INSERT INTO orders VALUES (1, 'reports'), (2, 'reports')",
    'CREATE TABLE sales.targets (id BIGINT)',
  );
});
afterAll(() => aws?.close());

describe('two databases', () => {
  it('are both listed', async () => {
    const { Databases } = await aws
      .client('admin')
      .send(new ListDatabasesCommand({ WorkgroupName: 'second', Database: 'reports' }));
    expect(Databases).toEqual(['dev', 'reports']);
  });

  it.each(WORKGROUPS)('are told apart by the request alone, in workgroup %s', async (workgroup) => {
    const sql = 'SELECT current_database(), place, COUNT(*) FROM orders GROUP BY place';
    expect(await aws.select('admin', 'dev', sql, workgroup)).toEqual([['dev', 'dev', 1]]);
    expect(await aws.select('admin', 'reports', sql, workgroup)).toEqual([['reports', 'reports', 2]]);
  });

  it('have each their own schemas', async () => {
    const client = aws.client('admin');
    const schemasOf = async (Database: string) =>
      (await client.send(new ListSchemasCommand({ WorkgroupName: 'demo', Database }))).Schemas;
    expect(await schemasOf('reports')).toContain('sales');
    expect(await schemasOf('dev')).not.toContain('sales');
    const gone = await aws.run('admin', 'dev', 'SELECT * FROM sales.targets');
    expect(gone).toMatchObject({ status: 'FAILED', error: expect.stringMatching(/sales/) });
  });

  it.each([
    ['nowhere', 'demo', /database "nowhere" does not exist/],
    ['dev', 'third', /doesn't exist in this region/],
  ])('refuse database %s in workgroup %s', async (Database, WorkgroupName, message) => {
    const attempt = aws.submit('admin', { Database, WorkgroupName }, ['SELECT 1']).then(({ error }) => {
      throw new Error(error);
    });
    await expect(attempt).rejects.toThrow(message);
  });
});

describe('a user', () => {
  it('is one in both, but is granted things in each', async () => {
    const sql = 'SELECT COUNT(*) FROM orders';
    const denied = { status: 'FAILED', error: expect.stringMatching(/permission denied for relation orders/) };
    expect(await aws.run('loader', 'dev', sql)).toMatchObject(denied);
    await aws.run(
      'admin',
      'reports',
      'GRANT SELECT ON orders TO "IAMR:loader"',
      'GRANT CREATE, USAGE ON SCHEMA sales TO "IAMR:loader"',
    );
    expect(await aws.select('loader', 'reports', sql)).toEqual([[2]]);
    expect(await aws.run('loader', 'dev', sql)).toMatchObject(denied);
  });

  it('owns in the one what it creates there', async () => {
    const made = await aws.run(
      'loader',
      'reports',
      'CREATE TABLE sales.mine (id BIGINT)',
      'INSERT INTO sales.mine VALUES (7)',
    );
    expect(made).toMatchObject({ status: 'FINISHED' });
    expect(await aws.select('loader', 'reports', 'SELECT id FROM sales.mine')).toEqual([[7]]);
    expect(await aws.run('loader', 'reports', 'INSERT INTO sales.targets VALUES (1)')).toMatchObject({
      error: expect.stringMatching(/permission denied/),
    });
  });
});

it('rows go from one to the other by UNLOAD and COPY', async () => {
  await aws.run(
    'admin',
    'dev',
    "UNLOAD ('SELECT id, place FROM orders') TO 's3://lake/orders/' IAM_ROLE default FORMAT PARQUET MANIFEST",
  );
  const copied = await aws.run(
    'admin',
    'reports',
    'CREATE TEMP TABLE st (id BIGINT, place VARCHAR(20))',
    "COPY st FROM 's3://lake/orders/manifest' IAM_ROLE default FORMAT PARQUET MANIFEST",
    'INSERT INTO orders SELECT id + 100, place FROM st',
    'SELECT id, place FROM orders ORDER BY id',
  );
  expect(copied).toMatchObject({ status: 'FINISHED' });
  expect(await aws.rowsOf('admin', `${copied.id}:4`)).toEqual([
    [1, 'reports'],
    [2, 'reports'],
    [101, 'dev'],
  ]);
  expect(await aws.select('admin', 'dev', 'SELECT COUNT(*) FROM orders')).toEqual([[1]]);
});

it('a table of the other database can be read by its full name and not be written', async () => {
  expect(await aws.select('admin', 'reports', 'SELECT place FROM dev.public.orders')).toEqual([['dev']]);
  const written = await aws.run('admin', 'reports', 'INSERT INTO dev.public.orders VALUES (9)');
  const refused = { status: 'FAILED', error: expect.stringMatching(/cross-database reference to database "dev"/) };
  expect(written).toMatchObject(refused);
  const created = await aws.run('admin', 'reports', 'CREATE TABLE dev.public.strays (id BIGINT)');
  expect(created).toMatchObject(refused);
  const read = 'SELECT COUNT(*) FROM dev.public.orders';
  expect(await aws.run('loader', 'reports', read)).toMatchObject({ error: expect.stringMatching(/permission denied/) });
  await aws.run('admin', 'dev', 'GRANT SELECT ON orders TO "IAMR:loader"');
  expect(await aws.select('loader', 'reports', read)).toEqual([[1]]);
  expect(await aws.select('admin', 'dev', 'SELECT COUNT(*) FROM orders')).toEqual([[1]]);
});
