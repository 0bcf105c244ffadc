import {
  DescribeStatementCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  ListDatabasesCommand,
  ListSchemasCommand,
  ListTablesCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { RealClock } from '../../local/clock';
import { E2e } from '../support/e2e-environment';

/** What other people's connectors ask of a warehouse, through the SDK as it is. */
let e2e: E2e;
let client: RedshiftDataClient;
const TARGET = { WorkgroupName: 'demo', Database: 'dev' };

beforeAll(async () => {
  // A person's client, who is no Lambda, makes its calls in real time.
  e2e = await E2e.open({ clock: new RealClock(), dataApi: { workgroups: ['demo'] } });
  await e2e.admin(
    'CREATE TABLE public.customers (id INTEGER NOT NULL, name VARCHAR(50), PRIMARY KEY (id))',
    "INSERT INTO public.customers VALUES (1, 'Ada'), (2, NULL)",
    'CREATE SCHEMA "sales eu"',
    `CREATE TABLE "sales eu"."order lines" (order_id BIGINT NOT NULL, line SMALLINT NOT NULL, price DECIMAL(10,2) DEFAULT 0,
       at TIMESTAMPTZ, PRIMARY KEY (order_id, line))`,
    `INSERT INTO "sales eu"."order lines" VALUES (9007199254740993, 1, 12.50, '2026-01-05 03:00:00+00')`,
    'CREATE VIEW public.names AS SELECT name FROM public.customers',
  );
  client = new RedshiftDataClient({
    region: 'eu-west-1',
    endpoint: e2e.environment.dataApi.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  client?.destroy();
  await e2e?.close();
});

const value = (field: Field): unknown => ('isNull' in field && field.isNull ? null : Object.values(field)[0]);

/** Submits, polls, and reads every page, as a connector does. */
const query = async (Sql: string, parameters: Record<string, string> = {}) => {
  const Parameters = Object.entries(parameters).map(([name, text]) => ({ name, value: text }));
  const { Id } = await client.send(
    new ExecuteStatementCommand({ ...TARGET, Sql, ...(Parameters.length > 0 && { Parameters }), WaitTimeSeconds: 10 }),
  );
  const { Status, Error: error } = await client.send(new DescribeStatementCommand({ Id }));
  if (Status !== 'FINISHED') throw new Error(error ?? Status);
  const rows: unknown[][] = [];
  let columns: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetStatementResultCommand({ Id, ...(NextToken && { NextToken }) }));
    columns = (page.ColumnMetadata ?? []).map(({ name }) => name);
    rows.push(...(page.Records ?? []).map((record) => record.map(value)));
    NextToken = page.NextToken;
  } while (NextToken);
  return { columns, rows };
};

describe('catalog calls of the Data API', () => {
  it('list databases, schemas and tables', async () => {
    expect((await client.send(new ListDatabasesCommand(TARGET))).Databases).toEqual(['dev', 'reports']);
    const { Schemas } = await client.send(new ListSchemasCommand(TARGET));
    expect(Schemas).toEqual(expect.arrayContaining(['information_schema', 'pg_catalog', 'public', 'sales eu']));
    const { Tables } = await client.send(new ListTablesCommand({ ...TARGET, SchemaPattern: 'public' }));
    expect(Tables?.map(({ name, type, schema }) => [schema, name, type])).toEqual([
      ['public', 'customers', 'TABLE'],
      ['public', 'names', 'VIEW'],
    ]);
  });

  it('describe a table whose name needs quoting', async () => {
    const { ColumnList, TableName } = await client.send(
      new DescribeTableCommand({ ...TARGET, Schema: 'sales eu', Table: 'order lines' }),
    );
    expect(TableName).toBe('order lines');
    expect(ColumnList?.map(({ name, typeName, nullable }) => [name, typeName, nullable])).toEqual([
      ['order_id', 'int8', 0],
      ['line', 'int2', 0],
      ['price', 'numeric', 1],
      ['at', 'timestamptz', 1],
    ]);
    expect(ColumnList?.[2]).toMatchObject({ precision: 10, scale: 2 });
  });
});

describe('SQL over the catalog', () => {
  it.each([
    [
      'SVV_TABLES',
      "SELECT table_schema, table_name, table_type FROM svv_tables WHERE table_schema NOT IN ('information_schema', 'pg_catalog', 'pg_internal') ORDER BY 1, 2",
      [
        ['public', 'customers', 'BASE TABLE'],
        ['public', 'names', 'VIEW'],
        ['sales eu', 'order lines', 'BASE TABLE'],
      ],
    ],
    [
      'information_schema.tables',
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
      [['customers']],
    ],
    [
      'information_schema.columns',
      "SELECT column_name, data_type, is_nullable, ordinal_position FROM information_schema.columns WHERE table_schema = 'sales eu' AND table_name = 'order lines' ORDER BY ordinal_position",
      [
        ['order_id', 'bigint', 'NO', 1],
        ['line', 'smallint', 'NO', 2],
        ['price', 'numeric', 'YES', 3],
        ['at', 'timestamp with time zone', 'YES', 4],
      ],
    ],
    [
      'SVV_COLUMNS',
      "SELECT column_name, data_type FROM svv_columns WHERE table_schema = 'public' AND table_name = 'customers' ORDER BY ordinal_position",
      [
        ['id', 'integer'],
        ['name', 'character varying'],
      ],
    ],
    [
      'primary keys',
      `SELECT kcu.table_schema, kcu.table_name, kcu.column_name FROM information_schema.table_constraints tc
         JOIN information_schema.key_column_usage kcu
           ON kcu.constraint_name = tc.constraint_name AND kcu.constraint_schema = tc.constraint_schema
        WHERE tc.constraint_type = 'PRIMARY KEY' ORDER BY kcu.table_schema, kcu.ordinal_position`,
      [
        ['public', 'customers', 'id'],
        ['sales eu', 'order lines', 'order_id'],
        ['sales eu', 'order lines', 'line'],
      ],
    ],
    [
      'PG_TABLE_DEF',
      `SELECT "column", type, "notnull" FROM pg_table_def WHERE schemaname = 'public' AND tablename = 'customers'`,
      [
        ['id', 'integer', true],
        ['name', 'character varying(50)', false],
      ],
    ],
    ['the session', 'SELECT current_database(), current_schema()', [['dev', 'public']]],
    ['a check of the connection', 'SELECT 1', [[1]]],
  ])('%s', async (_, sql, rows) => {
    expect((await query(sql)).rows).toEqual(rows);
  });
});

describe('reading rows', () => {
  it('reads a sample by quoted names', async () => {
    expect(await query('SELECT * FROM "public"."customers" ORDER BY id LIMIT 5')).toEqual({
      columns: ['id', 'name'],
      rows: [
        [1, 'Ada'],
        [2, null],
      ],
    });
    const { rows } = await query('SELECT order_id::VARCHAR, price, at FROM "sales eu"."order lines" LIMIT 5');
    expect(rows).toEqual([['9007199254740993', '12.50', '2026-01-05 03:00:00+00']]);
  });

  it("takes named parameters, and tells errors in the warehouse's words", async () => {
    expect((await query('SELECT name FROM customers WHERE id = :id', { id: '1' })).rows).toEqual([['Ada']]);
    await expect(query('SELECT * FROM public.nothing')).rejects.toThrow(
      'ERROR: relation "public.nothing" does not exist',
    );
  });

  it('reads past one page', async () => {
    await e2e.admin(
      "CREATE TABLE public.many AS SELECT a.id AS n, REPEAT('x', 60000) AS t FROM customers a, customers b, customers c, customers d, customers e, customers f",
    );
    const { rows } = await query('SELECT * FROM public.many');
    expect(rows).toHaveLength(64);
    expect(e2e.environment.dataApi.stats.calls.GetStatementResult).toBeGreaterThan(3);
  });
});
