import { mapColumns } from '../../../../lambdas/core/catalog/column-mapping';
import {
  schemaVersion,
  type TableSchema,
  tableSchemaDocument,
  tableSchemaOf,
} from '../../../../lambdas/core/catalog/table-schema';
import { DocumentInvalid, FormatVersionUnknown } from '../../../../lambdas/core/errors';
import { formatDocument, parseDocument } from '../../../../lambdas/core/progress/stored-document';

const columns = [
  { name: 'id', type: 'bigint', nullable: false },
  { name: 'price', type: 'numeric(12,2)', nullable: true },
  { name: 'key', type: 'varbyte(16)', nullable: true },
  { name: 'at', type: 'timestamp with time zone', nullable: true },
  { name: 'doc', type: 'super', nullable: true },
  { name: 'day', type: 'date', nullable: true },
  { name: 'ok', type: 'boolean', nullable: true },
];
const schema = tableSchemaOf({ schema: 'sales', name: 'orders' }, mapColumns(columns), ['id']);
const versionOf = (changed: typeof columns): string =>
  schemaVersion(tableSchemaOf({ schema: 's', name: 't' }, mapColumns(changed), []).columns);

describe('schema.json', () => {
  it('keeps what readers need, and no SQL', () => {
    expect(schema).toEqual({
      formatVersion: 1,
      table: { schema: 'sales', name: 'orders' },
      columns: expect.arrayContaining([
        {
          name: 'id',
          redshiftType: 'bigint',
          nullable: false,
          parquet: { physical: 'INT64' },
          sparkType: 'bigint',
          glueType: 'bigint',
        },
        {
          name: 'key',
          redshiftType: 'varbyte(16)',
          nullable: true,
          encoding: 'hex',
          parquet: { physical: 'BYTE_ARRAY', logical: 'STRING' },
          sparkType: 'string',
          glueType: 'string',
        },
      ]),
      primaryKey: ['id'],
    });
  });

  it('reads what it writes', () => {
    const text = formatDocument(tableSchemaDocument, schema);
    expect(parseDocument(tableSchemaDocument, text, 'schemas/x.json')).toEqual(schema);
  });

  it('refuses a format version it does not know', () => {
    const text = JSON.stringify({ ...schema, formatVersion: 2 });
    expect(() => parseDocument(tableSchemaDocument, text, 'x.json')).toThrow(FormatVersionUnknown);
  });

  const [id] = schema.columns;
  it.each<[string, unknown]>([
    ['no columns', { ...schema, columns: [] }],
    ['an unknown physical type', { ...schema, columns: [{ ...id, parquet: { physical: 'INT96' } }] }],
    ['an INT32 that is no date', { ...schema, columns: [{ ...id, parquet: { physical: 'INT32' } }] }],
    ['a type with more to it', { ...schema, columns: [{ ...id, parquet: { physical: 'INT64', unit: 'NANOS' } }] }],
    ['an unknown encoding', { ...schema, columns: [{ ...id, encoding: 'base64' }] }],
    ['no key', { ...schema, primaryKey: undefined }],
  ])('refuses %s', (_what, document) => {
    expect(() => parseDocument(tableSchemaDocument, JSON.stringify(document), 'x.json')).toThrow(DocumentInvalid);
  });
});

describe('schemaVersion', () => {
  it('is short, and the same for the same columns however their types are spelt', () => {
    expect(schemaVersion(schema.columns)).toMatch(/^[0-9a-f]{12}$/);
    expect(versionOf(columns.map((c) => (c.name === 'at' ? { ...c, type: 'TIMESTAMPTZ' } : c)))).toBe(
      schemaVersion(schema.columns),
    );
  });

  it('does not depend on the order of keys in JSON', () => {
    const reversed = JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as TableSchema;
    expect(schemaVersion(reversed.columns)).toBe(schemaVersion(schema.columns));
  });

  it.each<[string, typeof columns]>([
    ['another order', [...columns].reverse()],
    ['a column less', columns.slice(1)],
    ['another name', columns.map((c) => (c.name === 'id' ? { ...c, name: 'ID' } : c))],
    ['another scale', columns.map((c) => (c.name === 'price' ? { ...c, type: 'numeric(12,3)' } : c))],
    [
      'another Redshift type in the same Parquet',
      columns.map((c) => (c.name === 'id' ? { ...c, type: 'integer' } : c)),
    ],
    ['nullability', columns.map((c) => (c.name === 'id' ? { ...c, nullable: true } : c))],
  ])('changes with %s', (_what, changed) => {
    expect(versionOf(changed)).not.toBe(schemaVersion(schema.columns));
  });
});
