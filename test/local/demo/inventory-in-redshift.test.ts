import { gzipSync } from 'node:zlib';
import { canonicalValue, type ExpectedTable, expectedTables } from '../../../local/demo/inventory/expected-tables';
import {
  type Kind,
  keyText,
  SHOP_TABLES,
  type ShopColumn,
  TABLE_NAMES,
} from '../../../local/demo/inventory/shop-tables';
import { RealRedshift } from '../data-api/real-redshift';

/** Types that a load may choose for such values. */
const TYPES: Readonly<Record<Kind, string>> = {
  integer: 'BIGINT',
  decimal: 'NUMERIC(38,6)',
  boolean: 'BOOLEAN',
  text: 'VARCHAR(65535)',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
  json: 'SUPER',
};

let aws: RealRedshift;
beforeAll(async () => {
  aws = await RealRedshift.open();
});
afterAll(() => aws?.close());

const expected = expectedTables(2);

/** One member of a line, as COPY ... JSON takes it. */
const member = ({ name, kind }: ShopColumn, value: string | null): string => {
  const bare = value === null || kind === 'integer' || kind === 'decimal' || kind === 'boolean' || kind === 'json';
  return `${JSON.stringify(name)}:${bare ? value : JSON.stringify(value)}`;
};

/** Every twentieth row, and so some of every kind of value. */
const someOf = ({ rows }: ExpectedTable) => new Map([...rows].filter((_, i) => i % 20 === 0));

it.each(TABLE_NAMES)('%s: what Redshift prints of the expected values is expected', async (name) => {
  const table = expected[name];
  const rows = someOf(table);
  const { columns } = table;
  const lines = [...rows.values()].map(
    (row) => `{${columns.map((column) => member(column, row[column.name] ?? null)).join(',')}}`,
  );
  await aws.s3.store.put('lake', `${name}.json.gz`, gzipSync(lines.join('\n')));
  const made = await aws.run(
    'admin',
    'reports',
    `CREATE TABLE ${name} (${columns.map(({ name: column, kind }) => `"${column}" ${TYPES[kind]}`).join(', ')})`,
    `COPY ${name} FROM 's3://lake/${name}.json.gz' IAM_ROLE default GZIP FORMAT AS JSON 'auto' TIMEFORMAT 'auto'`,
  );
  expect(made.error).toBeUndefined();
  const list = columns.map(({ name: column }) => `"${column}"`);
  const printed = await aws.select('admin', 'reports', `SELECT ${list.join(', ')} FROM ${name}`);
  const read = printed.map((values) =>
    Object.fromEntries(
      columns.map(({ name: column, kind }, i) => [column, canonicalValue(kind, values[i] as string | null)]),
    ),
  );
  expect(rows.size).toBeGreaterThan(15);
  expect(new Map(read.map((row) => [keyText(SHOP_TABLES[name], row), row]))).toEqual(rows);
});
