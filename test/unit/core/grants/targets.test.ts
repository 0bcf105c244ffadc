import { type GrantTargets, grantTargets } from '../../../../lambdas/core/grants/targets';
import { pipelineOf } from '../config/pipeline-of';

const NONE: GrantTargets = { schemas: [], tables: [], matching: [], never: [], narrower: [] };

describe('grantTargets', () => {
  it.each<[string, string, Partial<GrantTargets>]>([
    ['everything', '', { matching: ['^.*$'] }],
    ['schemas', 'schemas: [Public, sales]', { schemas: ['public', 'sales'] }],
    ['a whole schema', "include: ['sales.*']", { schemas: ['sales'] }],
    ['part of a schema', "include: ['sales.fact_*']", { schemas: ['sales'], narrower: ['sales.fact_*'] }],
    ['one table', 'include: [Sales.Orders]', { tables: [{ schema: 'sales', name: 'orders' }] }],
    ['a glob on schemas', "include: ['sales_*.*']", { matching: ['^sales_.*$'] }],
    ['one table of many schemas', "include: ['*.orders']", { matching: ['^.*$'], narrower: ['*.orders'] }],
    ['schemas that a glob narrows', "schemas: [sales, crm]\ninclude: ['s*.*']", { schemas: ['sales'] }],
    ['schemas that a name narrows', "schemas: [sales, crm]\ninclude: ['hr.*', 'crm.*']", { schemas: ['crm'] }],
    [
      'one table of each schema',
      "schemas: [a, b]\ninclude: ['*.orders']",
      { tables: ['a', 'b'].map((schema) => ({ schema, name: 'orders' })) },
    ],
    ['a schema that is excluded as a whole', "schemas: [a, b]\nexclude: ['B.*']", { schemas: ['a'], never: ['^b$'] }],
    ['excluded tables', "schemas: [a]\nexclude: ['*.tmp_*']", { schemas: ['a'], narrower: ['not *.tmp_*'] }],
    [
      'a table beside a whole schema',
      "include: ['sales.*']\ntables: {crm.people: {limit: 1}, sales.orders: {limit: 1}}",
      { schemas: ['sales'], tables: [{ schema: 'crm', name: 'people' }] },
    ],
    [
      'tables that are excluded, or off by name or glob',
      "include: ['a.b']\nexclude: [c.excluded]\ntables: {c.excluded: {limit: 1}, c.off: {enabled: false}, 'a.*': {enabled: false}}",
      {},
    ],
    [
      'names in quotes',
      `include: ['"My.Schema"."a*"', '"x*".*']`,
      { schemas: ['x*'], tables: [{ schema: 'my.schema', name: 'a*' }] },
    ],
    [
      'case, where it counts',
      "caseSensitiveIdentifiers: true\ninclude: ['Sales.*', 'Hr.People', 'S*.*']",
      { schemas: ['Sales'], tables: [{ schema: 'Hr', name: 'People' }], matching: ['^S.*$'] },
    ],
    [
      'declared tables',
      'discover: false\ntables: {a.b: {columnTypes: {id: bigint}}}',
      { tables: [{ schema: 'a', name: 'b' }] },
    ],
  ])('reads %s', (_, lines, expected) => {
    expect(grantTargets([pipelineOf(lines)])).toEqual({ ...NONE, ...expected });
  });

  it('joins pipelines: whole schemas swallow tables, and only what no pipeline reads is never read', () => {
    const one = pipelineOf("include: ['*.*']\nexclude: ['a.*', 'b.*']");
    const two = pipelineOf("include: ['b.*', 'c.x']\nexclude: ['a.*']");
    const three = pipelineOf("include: ['c.*', 'd.y']\nexclude: ['a.*']");
    expect(grantTargets([one, two, three])).toEqual({
      schemas: ['b', 'c'],
      tables: [{ schema: 'd', name: 'y' }],
      matching: ['^.*$'],
      never: ['^a$'],
      narrower: [],
    });
  });
});
