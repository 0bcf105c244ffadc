import { CatalogNameInvalid, NameCollision } from '../../../../lambdas/core/errors';
import {
  DEFAULT_TABLE_NAME,
  glueTableName,
  glueTableNames,
  templateFault,
} from '../../../../lambdas/core/glue/table-name';

const table = (schema: string, name: string) => ({ schema, name });

describe('glueTableName', () => {
  it.each([
    [DEFAULT_TABLE_NAME, table('sales', 'orders'), 'sales__orders'],
    ['{table}', table('sales', 'orders'), 'orders'],
    ['raw_{schema}_{table}_v1', table('s', 't'), 'raw_s_t_v1'],
    ['ONE', table('s', 't'), 'one'],
    [DEFAULT_TABLE_NAME, table('Sales', 'OrderItems'), 'sales__orderitems'],
    [DEFAULT_TABLE_NAME, table('sales', 'order items$2-x'), 'sales__order_items_2_x'],
    ['{table}', table('s', 'überweisung'), 'überweisung'],
    ['{table}', table('s', 'u\u0308ber'), 'über'],
    ['{table}', table('s', 'a.b/c"d'), 'a_b_c_d'],
    ['{table}', table('s', '{schema}'), '_schema_'],
    ['{table}', table('s', 'x'.repeat(255)), 'x'.repeat(255)],
  ])('%s of %j is %s', (template, names, expected) => {
    expect(glueTableName(template, names)).toBe(expected);
  });

  it.each([
    ['{table}', table('s', 'x'.repeat(256)), 'longer than 255 bytes'],
    ['{table}', table('s', 'ü'.repeat(128)), 'longer than 255 bytes'],
    ['{table}', table('s', '$$'), 'has no letter and no digit'],
    ['{name}', table('s', 't'), '{name} is no placeholder'],
  ])('%s of %j is refused', (template, names, message) => {
    expect(() => glueTableName(template, names)).toThrow(CatalogNameInvalid);
    expect(() => glueTableName(template, names)).toThrow(message);
  });
});

describe('templateFault', () => {
  it.each([
    [DEFAULT_TABLE_NAME, undefined],
    ['lake', undefined],
    ['{pipeline}_{table}', '{pipeline} is no placeholder: there are {schema} and {table}'],
    ['{}', '{} is no placeholder: there are {schema} and {table}'],
    ['{table', 'a brace stands alone'],
    ['{table}}', 'a brace stands alone'],
    ['', 'it names nothing'],
    ['__', 'it names nothing'],
  ])('%s', (template, expected) => {
    expect(templateFault(template)).toBe(expected);
  });
});

describe('glueTableNames', () => {
  it('are in the order of the tables', () => {
    expect(glueTableNames('{table}', [table('a', 'y'), table('a', 'x')])).toEqual(['y', 'x']);
  });

  it.each([
    ['letter case', '{table}', [table('s', 'A'), table('s', 'a')], 's."A" and s.a would both be a'],
    ['signs', '{table}', [table('s', 'a b'), table('s', 'a-b')], 's."a b" and s."a-b" would both be a_b'],
    ['a template without the schema', '{table}', [table('s', 'a'), table('t', 'a')], 's.a and t.a would both be a'],
    ['where the parts join', '{schema}_{table}', [table('a_b', 'c'), table('a', 'b_c')], 'would both be a_b_c'],
  ])('refuse %s', (_, template, tables, message) => {
    expect(() => glueTableNames(template, tables)).toThrow(NameCollision);
    expect(() => glueTableNames(template, tables)).toThrow(message);
  });

  it('refuse by naming every pair', () => {
    const tables = [table('s', 'A'), table('s', 'a'), table('s', 'b'), table('s', 'B')];
    expect(() => glueTableNames('{table}', tables)).toThrow(/s\."A" and s\.a .*\n.*s\.b and s\."B" /);
  });
});
