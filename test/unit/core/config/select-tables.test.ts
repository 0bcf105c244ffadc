import { selectTables } from '../../../../lambdas/core/config/select-tables';
import { formatTableName } from '../../../../lambdas/core/config/table-name';
import { TablesMissing } from '../../../../lambdas/core/config/tables-missing';
import { TableNotFound } from '../../../../lambdas/core/errors';
import { pipelineOf, tablesOf } from './pipeline-of';

const VISIBLE = [
  'public.flights',
  'public.airports',
  'public.tmp_1',
  'sales.orders',
  'sales.order_items',
  '"Odd Schema"."my.table"',
];

const select = (lines: string, tables?: string[], visible = VISIBLE): string[] =>
  selectTables(pipelineOf(lines), tablesOf(...visible), tables === undefined ? {} : { tables }).map(({ table }) =>
    formatTableName(table.schema, table.name),
  );

const missing = (lines: string, tables?: string[], visible = VISIBLE) => {
  try {
    select(lines, tables, visible);
  } catch (error) {
    expect(error).toBeInstanceOf(TableNotFound);
    if (error instanceof TablesMissing) return error;
    throw error;
  }
  throw new Error('found everything');
};

describe('selectTables', () => {
  it.each<[string, string, string[]]>([
    ['everything by default', '', VISIBLE],
    ['schemas', 'schemas: [sales]', ['sales.orders', 'sales.order_items']],
    [
      'schemas of any case',
      'schemas: [SALES, odd schema]',
      ['sales.orders', 'sales.order_items', '"Odd Schema"."my.table"'],
    ],
    ['include', "include: ['*.order*', public.airports]", ['public.airports', 'sales.orders', 'sales.order_items']],
    ['exclude', "exclude: ['*.tmp_*', sales.*]", ['public.flights', 'public.airports', '"Odd Schema"."my.table"']],
    ['include within schemas', "schemas: [public]\ninclude: ['*.*s']", ['public.flights', 'public.airports']],
    [
      'a table listed by its exact name beside include',
      'include: [sales.orders]\ntables: {public.flights: {limit: 1}}',
      ['public.flights', 'sales.orders'],
    ],
    [
      'a table listed by its exact name beside schemas',
      'schemas: [sales]\ntables: {\'"Odd Schema"."my.table"\': {}}',
      ['sales.orders', 'sales.order_items', '"Odd Schema"."my.table"'],
    ],
    ['no more by a glob under tables', "include: [sales.orders]\ntables: {'public.*': {limit: 1}}", ['sales.orders']],
    [
      'nothing excluded, even if listed',
      "include: [sales.orders]\nexclude: ['public.*']\ntables: {public.flights: {}}",
      ['sales.orders'],
    ],
    [
      'nothing that is not enabled',
      "schemas: [public]\ntables: {'public.*': {enabled: false}, public.flights: {enabled: true}}",
      ['public.flights'],
    ],
  ])('takes %s', (_, lines, expected) => {
    expect(select(lines)).toEqual(expected);
  });

  it.each<[string, string[], string[]]>([
    ['a name', ['public.flights'], ['public.flights']],
    ['a name of another case', ['PUBLIC.Flights'], ['public.flights']],
    ['a glob', ['sales.*', 'public.a*'], ['public.airports', 'sales.orders', 'sales.order_items']],
    ['a quoted name', ['"Odd Schema"."my.table"'], ['"Odd Schema"."my.table"']],
  ])('narrows to the input: %s', (_, tables, expected) => {
    expect(select('', tables)).toEqual(expected);
  });

  it('gives each table its options', () => {
    const [first] = selectTables(pipelineOf('schemas: [public]\nlimit: 5'), tablesOf('public.flights'));
    expect(first?.options).toMatchObject({ limit: 5, from: { limit: 'pipeline' } });
  });

  it('keeps what else a table carries', () => {
    const [first] = selectTables(pipelineOf(''), [{ schema: 'a', name: 'b', rows: 7 }]);
    expect(first?.table.rows).toBe(7);
  });

  it('selects the declared tables of a pipeline that does not discover', () => {
    const lines = 'discover: false\ntables: {a.b: {columnTypes: {id: int}}, a.c: {enabled: false}}';
    expect(select(lines, undefined, ['a.b', 'a.c'])).toEqual(['a.b']);
  });

  it('tells names apart by case in a case-sensitive database', () => {
    const visible = ['public.flights', 'public."Flights"'];
    expect(select('include: [public.Flights]', undefined, visible)).toEqual(visible);
    expect(select('caseSensitiveIdentifiers: true\ninclude: [public.Flights]', undefined, visible)).toEqual([
      'public."Flights"',
    ]);
    expect(missing('caseSensitiveIdentifiers: true\nschemas: [Public]', undefined, visible).missing).toEqual([
      { text: 'Public', list: 'schemas', nearest: ['public'] },
    ]);
  });

  it('names everything listed that matches nothing, with what is most like it', () => {
    const error = missing(
      "schemas: [sale, public, sales]\ninclude: [public.flihgts, 'sale.*', 'sales.*']\nexclude: ['nothing.*']\ntables: {sales.order_item: {}, 'zzzzzz.*': {}}",
    );
    expect(error.missing).toEqual([
      { text: 'sale', list: 'schemas', nearest: ['sales'] },
      { text: 'public.flihgts', list: 'include', nearest: ['public.flights'] },
      { text: 'sale.*', list: 'include', nearest: ['sales.*'] },
      { text: 'sales.order_item', list: 'tables', nearest: ['sales.order_items', 'sales.orders'] },
      { text: 'zzzzzz.*', list: 'tables', nearest: [] },
    ]);
    expect(error.message).toBe(
      [
        'Nothing that the database user can see matches:',
        '  sale (schemas); did you mean sales?',
        '  public.flihgts (include); did you mean public.flights?',
        '  sale.* (include); did you mean sales.*?',
        '  sales.order_item (tables); did you mean sales.order_items, sales.orders?',
        '  zzzzzz.* (tables)',
      ].join('\n'),
    );
  });

  it('gives three nearest names at most', () => {
    const visible = ['a.t1', 'a.t2', 'a.t3', 'a.t4'];
    expect(missing('', ['a.t9'], visible).missing[0]?.nearest).toEqual(['a.t1', 'a.t2', 'a.t3']);
  });

  it('says of a table of the input that exists, but is not selected, why it is not run', () => {
    const error = missing('exclude: [public.tmp_1]', ['public.tmp_1', 'public.flight']);
    expect(error.missing).toEqual([
      { text: 'public.tmp_1', list: 'input', reason: expect.stringContaining('does not select it'), nearest: [] },
      { text: 'public.flight', list: 'input', nearest: ['public.flights'] },
    ]);
    expect(error.message).toContain('public.flight (tables of the execution input); did you mean public.flights?');
  });

  it.each<[true | string[] | undefined, boolean[]]>([
    [undefined, [false, false]],
    [true, [true, true]],
    [['sales.orders'], [true, false]],
    [['SALES.ORDER_*'], [false, true]],
    [['sales.*'], [true, true]],
  ])('marks the tables that fullRefresh names: %j', (fullRefresh, expected) => {
    const input = { tables: ['sales.*'], ...(fullRefresh !== undefined && { fullRefresh }) };
    const selected = selectTables(pipelineOf(''), tablesOf(...VISIBLE), input);
    expect(selected.map((one) => one.fullRefresh)).toEqual(expected);
  });

  it('refuses a fullRefresh of what the run does not read', () => {
    const input = { tables: ['sales.*'], fullRefresh: ['sales.orders', 'public.*', 'sales.order_item'] };
    const run = () => selectTables(pipelineOf(''), tablesOf(...VISIBLE), input);
    expect(run).toThrow(TablesMissing);
    expect(run).toThrow('public.* (fullRefresh of the execution input): exists, but this run does not read it');
    expect(run).toThrow(
      'sales.order_item (fullRefresh of the execution input); did you mean sales.order_items, sales.orders?',
    );
  });

  it('leaves an empty database to another error', () => {
    expect(select('', undefined, [])).toEqual([]);
  });
});
