import { ConfigInvalid } from '../../../../lambdas/core/errors';
import { fixedTable, tableOfTemplate } from '../../../../lambdas/core/shape/table-of-key';

it.each<[string, string, string | undefined]>([
  ['{schema}/{table}/...', 'a/b/c.json', 'a.b'],
  ['{schema}/{table}/...', 'a/b/2024/01/c.json', 'a.b'],
  ['{schema}/{table}/...', 'a/b', undefined],
  ['{schema}/{table}/...', 'a/b/', 'a.b'],
  ['{schema}/{table}/...', '/b/c', undefined],
  ['{schema}.{table}/...', 'a.b.c/d', 'a.b.c'],
  ['{schema}/{table}.csv', 'a/b.csv', 'a.b'],
  ['{schema}/{table}.csv', 'a/bxcsv', undefined],
  ['{schema}/{table}-*.json.gz', 'a/b-2024-01.json.gz', 'a.b'],
  ['*/{table}/dt=*/*', 'x/b/dt=2024-01-01/f', 'main.b'],
  ['*/{table}/dt=*/*', 'x/b/2024-01-01/f', undefined],
  ['topics/{table}/...', 'topics/b/partition=0/f', 'main.b'],
  ['{table}/...', 'a\nb/c', 'main.a\nb'],
])('%s of %s', (template, key, expected) => {
  const table = tableOfTemplate(template, template.includes('{schema}') ? undefined : 'main')(key);
  expect(table && `${table.schema}.${table.name}`).toBe(expected);
});

it.each<[string, string | undefined, string]>([
  ['{schema}/...', undefined, '{table} is missing'],
  ['{table}/...', undefined, 'no schema is set'],
  ['{table}/{name}', 's', '{name} is unknown'],
  ['{table}/{table}', 's', 'stands twice'],
  ['.../{table}', 's', 'stands last only'],
])('refuses %s', (template, schema, message) => {
  expect(() => tableOfTemplate(template, schema)).toThrow(ConfigInvalid);
  expect(() => tableOfTemplate(template, schema)).toThrow(message);
});

it('is fixed', () => {
  expect(fixedTable({ schema: 's', name: 't' })('any/key')).toEqual({ schema: 's', name: 't' });
});
