import { EXTRACT_DEFAULTS } from '../../lambdas/core/config/extract-defaults';
import { incrementalOptions } from '../../lambdas/core/config/incremental-options-schema';
import { jsonSchema } from '../../lambdas/core/config/json-schema';
import { readPage, section, tableRows } from './markdown';

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  default?: unknown;
}

const page = readPage('README.md');
const file = jsonSchema() as Schema;
const pipeline = file.properties?.extract?.items;
const table = pipeline?.properties?.tables?.additionalProperties as Schema | undefined;

/** Headings of the reference, with the part of the schema that each is about. */
const PARTS: [heading: string, schema: Schema | undefined][] = [
  ['Top level', file],
  ['`warehouse`', file.properties?.warehouse],
  ['`extract[]`', pipeline],
  ['`schedule`', pipeline?.properties?.schedule?.anyOf?.find(({ properties }) => properties !== undefined)],
  ['`destination`', pipeline?.properties?.destination],
  ['`tables`', table],
  ['`columns`', pipeline?.properties?.columns],
  ['`chunkBy`', pipeline?.properties?.chunkBy],
  ['`catalog`', pipeline?.properties?.catalog],
  ['`keep`', pipeline?.properties?.keep],
];

/** The rows of a part; one that names several keys stands for each of them. */
const rowsOf = (heading: string): string[][] =>
  tableRows(section(page, heading))
    .filter(([key]) => key?.startsWith('`'))
    .flatMap(([keys = '', ...rest]) => keys.split(', ').map((key) => [key, ...rest]));

describe('configuration reference of the README', () => {
  it.each(PARTS)('%s names every key of the schema and no other', (heading, schema) => {
    const keys = Object.keys(schema?.properties ?? {});
    expect(keys.length).toBeGreaterThan(0);
    expect(
      rowsOf(heading)
        .map(([key]) => key?.replaceAll('`', ''))
        .sort(),
    ).toEqual(keys.sort());
  });

  it.each(PARTS)('%s gives the defaults of the schema', (heading, schema) => {
    const defaults = new Map(rowsOf(heading).map(([key, value]) => [key?.replaceAll('`', ''), value]));
    for (const [key, { default: value }] of Object.entries(schema?.properties ?? {})) {
      if (value === undefined) continue;
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      expect([key, defaults.get(key)]).toEqual([key, `\`${text}\``]);
    }
  });

  it.each(['method', 'verify'] as const)('gives the default of %s, which the schema has not', (key) => {
    const row = rowsOf('`extract[]`').find(([name]) => name === `\`${key}\``);
    expect(row?.[1]).toBe(`\`${EXTRACT_DEFAULTS[key]}\``);
  });

  it.each(['Incremental reads', 'Deletes and drift'])('%s gives the defaults that a table resolves to', (heading) => {
    const written = { ...EXTRACT_DEFAULTS } as Record<string, unknown>;
    const rows = rowsOf(heading).map(([key = '', value]) => [key.replaceAll('`', ''), value] as const);
    const given = rows.filter(([key]) => key in written);
    expect(given.length).toBeGreaterThan(2);
    for (const [key, value] of given) expect([key, value]).toEqual([key, `\`${written[key]}\``]);
    for (const [key] of rows) expect(Object.keys(table?.properties ?? {})).toContain(key);
  });

  it('explains every option of incremental reads, deletes and drift', () => {
    const explained = ['Incremental reads', 'Deletes and drift'].flatMap((heading) => rowsOf(heading));
    expect(explained.map(([key]) => key?.replaceAll('`', '')).sort()).toEqual(Object.keys(incrementalOptions).sort());
  });

  it('has a part for every object of the schema', () => {
    const objects = (schema: Schema | undefined): Schema[] =>
      schema === undefined
        ? []
        : [
            ...(schema.properties === undefined ? [] : [schema]),
            ...Object.values(schema.properties ?? {}).flatMap(objects),
            ...objects(schema.items),
            ...(schema.anyOf ?? []).flatMap(objects),
            ...(typeof schema.additionalProperties === 'object' ? objects(schema.additionalProperties) : []),
          ];
    const keysOf = (schema: Schema | undefined): string => Object.keys(schema?.properties ?? {}).join(' ');
    const described = new Set(PARTS.map(([, schema]) => keysOf(schema)));
    // Load pipelines have a reference of their own, and a test of it.
    const { load: _, ...properties } = file.properties ?? {};
    const all = [file, ...objects({ properties }).slice(1)];
    expect(all.filter((schema) => !described.has(keysOf(schema)))).toEqual([]);
  });
});
