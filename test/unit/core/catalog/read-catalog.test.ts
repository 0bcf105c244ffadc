import { type CatalogField, CatalogReader, keyColumns } from '../../../../lambdas/core/catalog/read-catalog';
import { DocumentInvalid } from '../../../../lambdas/core/errors';

const field = (value: string | number | boolean | null): CatalogField => {
  if (value === null) return { isNull: true };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  return Number.isInteger(value) ? { longValue: value } : { doubleValue: value };
};
const rows = (...values: (string | number | boolean | null)[][]) => values.map((row) => row.map(field));

/** A row of `relations`. */
const relation = (
  table: string,
  kind: string,
  estimate: number,
  column: [string, string, boolean] | null,
  key: string | null = null,
) => ['public', table, kind, estimate, column === null ? null : 1, ...(column ?? [null, null, null]), key];

describe('CatalogReader', () => {
  it('collects columns in order, nullability, key and estimate', () => {
    const reader = new CatalogReader();
    reader.addRelations(
      rows(
        relation('orders', 'r', 1234.5, ['id', 'bigint', true], 'PRIMARY KEY (id)'),
        relation('orders', 'r', 1234.5, ['note', 'character varying(20)', false], 'PRIMARY KEY (id)'),
      ),
    );
    expect(reader.read()).toEqual([
      {
        schema: 'public',
        name: 'orders',
        kind: 'table',
        columns: [
          { name: 'id', type: 'bigint', nullable: false },
          { name: 'note', type: 'character varying(20)', nullable: true },
        ],
        primaryKey: ['id'],
        rows: 1234.5,
      },
    ]);
  });

  it('knows which columns of a table have a default, and of no view', () => {
    const reader = new CatalogReader();
    const field9 = (value: boolean | null) => (value === null ? [] : [value]);
    const column = (table: string, kind: string, name: string, value: boolean | null) => [
      ...relation(table, kind, 0, [name, 'date', false]),
      ...field9(value),
    ];
    reader.addRelations(
      rows(
        column('t', 'r', 'a', true),
        column('t', 'r', 'b', false),
        column('t', 'r', 'c', null),
        column('v', 'v', 'a', false),
      ),
    );
    expect(reader.read().map(({ columns }) => columns.map((c) => [c.name, c.hasDefault]))).toEqual([
      [
        ['a', true],
        ['b', false],
        ['c', undefined],
      ],
      [['a', undefined]],
    ]);
  });

  it('reads a table that two pages share, and keeps the order of the rows', () => {
    const reader = new CatalogReader();
    reader.addRelations(rows(relation('b', 'r', 0, ['x', 'date', false]), relation('a', 'r', 0, ['x', 'date', false])));
    reader.addRelations(rows(relation('a', 'r', 0, ['y', 'date', false])));
    expect(reader.read().map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual([
      ['b', ['x']],
      ['a', ['x', 'y']],
    ]);
  });

  it.each([
    [0, undefined],
    [0.001, undefined],
    [1, 1],
    [1e12, 1e12],
  ])('takes reltuples of %s for %s rows', (estimate, expected) => {
    const reader = new CatalogReader();
    reader.addRelations(rows(relation('t', 'r', estimate, ['x', 'date', false])));
    expect(reader.read()[0]?.rows).toBe(expected);
  });

  it('prefers what svv_table_info says, and takes nothing that the user may not read', () => {
    const reader = new CatalogReader();
    reader.addRelations(rows(relation('t', 'r', 5, ['x', 'date', false])));
    reader.addSizes(rows(['public', 't', 3, 700], ['public', 'secret', 1, 1]));
    expect(reader.read()).toMatchObject([{ name: 't', sizeBytes: 3 * 1024 * 1024, rows: 700 }]);
  });

  it.each([
    ['text', { stringValue: '700' }, 700],
    ['a double', { doubleValue: 700 }, 700],
    ['null', { isNull: true }, 5],
    ['no number', { stringValue: 'many' }, 5],
    ['nothing', {}, 5],
  ])('reads a size given as %s', (_, count, expected) => {
    const reader = new CatalogReader();
    reader.addRelations(rows(relation('t', 'r', 5, ['x', 'date', false])));
    reader.addSizes([[field('public'), field('t'), field(null), count]]);
    expect(reader.read()[0]).toMatchObject({ rows: expected });
    expect(reader.read()[0]).not.toHaveProperty('sizeBytes');
  });

  describe('views', () => {
    const withView = (...columns: ([string, string, boolean] | null)[]) => {
      const reader = new CatalogReader();
      reader.addRelations(rows(...columns.map((column) => relation('v', 'v', 0, column))));
      return reader;
    };

    it('know their columns', () => {
      expect(withView(['id', 'bigint', false]).read()).toMatchObject([
        { kind: 'view', columns: [{ name: 'id', type: 'bigint', nullable: true }] },
      ]);
    });

    it('that bind late get theirs from their own list, in its order', () => {
      const reader = withView(null);
      reader.addLateBindingColumns(rows(['public', 'v', 'B', 'integer', 1], ['public', 'v', 'a', 'text', 2]));
      expect(reader.read()).toEqual([
        {
          schema: 'public',
          name: 'v',
          kind: 'late-binding view',
          columns: [
            { name: 'B', type: 'integer', nullable: true },
            { name: 'a', type: 'text', nullable: true },
          ],
          primaryKey: [],
        },
      ]);
    });

    it('that bind late over tables that are gone have no columns', () => {
      expect(withView(null).read()).toMatchObject([{ kind: 'view', columns: [] }]);
    });

    it('get no columns twice, nor does a table', () => {
      const reader = withView(['id', 'bigint', false]);
      reader.addRelations(rows(relation('t', 'r', 0, ['id', 'bigint', false])));
      reader.addLateBindingColumns(rows(['public', 'v', 'id', 'bigint', 1], ['public', 't', 'id', 'bigint', 1]));
      expect(reader.read().map(({ kind, columns }) => [kind, columns.length])).toEqual([
        ['view', 1],
        ['table', 1],
      ]);
    });

    it('that the user may not read stay unknown', () => {
      const reader = withView(null);
      reader.addLateBindingColumns(rows(['hidden', 'v', 'id', 'bigint', 1]));
      expect(reader.read()).toMatchObject([{ columns: [] }]);
    });
  });

  it('keeps tables apart whose names together read the same', () => {
    const reader = new CatalogReader();
    reader.addRelations(
      rows(['a.b', 'c', 'r', 0, 1, 'x', 'date', false, null], ['a', 'b.c', 'r', 0, 1, 'x', 'date', false, null]),
    );
    expect(reader.read()).toHaveLength(2);
  });

  it.each([
    ['no name', [null, 't', 'r', 0, 1, 'x', 'date', false, null]],
    ['no type', ['public', 't', 'r', 0, 1, 'x', null, false, null]],
    ['too few columns', ['public']],
  ])('refuses a row with %s', (_, row) => {
    expect(() => new CatalogReader().addRelations(rows(row))).toThrow(DocumentInvalid);
  });
});

describe('keyColumns', () => {
  it.each([
    ['PRIMARY KEY (id)', ['id']],
    ['PRIMARY KEY (a, b, c)', ['a', 'b', 'c']],
    ['PRIMARY KEY (id, "line no")', ['id', 'line no']],
    ['PRIMARY KEY ("a""b", "c,d", "e)f", "(")', ['a"b', 'c,d', 'e)f', '(']],
    ['PRIMARY KEY ("Größe", 表)', ['Größe', '表']],
    ['primary key (a)', ['a']],
    [' PRIMARY KEY (a) ', ['a']],
  ])('of %s', (constraint, columns) => {
    expect(keyColumns(constraint)).toEqual(columns);
  });

  it.each(['', 'UNIQUE (a)', 'PRIMARY KEY a', 'FOREIGN KEY (a) REFERENCES t(b)'])('refuses %j', (constraint) => {
    expect(() => keyColumns(constraint)).toThrow(DocumentInvalid);
  });
});
