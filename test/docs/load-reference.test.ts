import { jsonSchema } from '../../lambdas/core/config/json-schema';
import { LOAD_DEFAULTS } from '../../lambdas/core/config/load-defaults';
import { inheritedLoadOptions } from '../../lambdas/core/config/load-table-options-schema';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { fences, readPage, section, tableRows } from './markdown';

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  default?: unknown;
}

const page = readPage('docs/load-configuration.md');
const pipeline = (jsonSchema() as Schema).properties?.load?.items;
const properties = pipeline?.properties ?? {};
const table = properties.tables?.additionalProperties as Schema;
const inherited = Object.keys(inheritedLoadOptions);
const only = (schema: Schema, keep: (key: string) => boolean): Schema => ({
  properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([key]) => keep(key))),
});

const PARTS: [heading: string, schema: Schema | undefined][] = [
  ['`load[]`', pipeline],
  ['`trigger`', properties.trigger],
  ['`source`', properties.source],
  ['`csv`', properties.source?.properties?.csv],
  ['`segment`', properties.source?.properties?.segment],
  ['`target`', properties.target],
  ['`storage`', properties.storage],
  ['`maxConcurrency`', properties.maxConcurrency],
  ['`keep`', properties.keep],
  ['Options of a table', only(table, (key) => inherited.includes(key))],
  ['`history`', properties.history],
  ['Load tables', only(table, (key) => !inherited.includes(key))],
];

const rowsOf = (heading: string): string[][] =>
  tableRows(section(page, heading))
    .filter(([key]) => key?.startsWith('`'))
    .flatMap(([keys = '', ...rest]) => keys.split(', ').map((key) => [key.replaceAll('`', ''), ...rest]));

describe('reference of load pipelines', () => {
  it.each(PARTS)('%s names every key of the schema and no other', (heading, schema) => {
    const keys = Object.keys(schema?.properties ?? {});
    expect(keys.length).toBeGreaterThan(0);
    expect(
      rowsOf(heading)
        .map(([key]) => key)
        .sort(),
    ).toEqual(keys.sort());
  });

  it.each(PARTS)('%s gives the defaults of the schema', (heading, schema) => {
    const grouped = heading === '`load[]`' ? inherited : [];
    const defaults = new Map(rowsOf(heading).map(([key = '', value]) => [key, value]));
    const wanted = Object.entries(schema?.properties ?? {}).filter(
      ([key, { default: value }]) => value !== undefined && !grouped.includes(key),
    );
    for (const [key, { default: value }] of wanted) {
      expect([key, defaults.get(key)]).toEqual([
        key,
        `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``,
      ]);
    }
  });

  it('gives the defaults that depend on the format', () => {
    const given = new Map(rowsOf('`source`').map(([key = '', value]) => [key, value]));
    expect(given.get('tablePath')).toBe(`\`dms\`: \`${LOAD_DEFAULTS.dmsTablePath}\``);
    const nullText = rowsOf('`csv`').find(([key]) => key === 'nullText')?.[1];
    expect(nullText).toBe(`\`rows\`: empty; \`dms\`: \`${LOAD_DEFAULTS.dmsNullText}\``);
  });

  it('has an example that passes once load pipelines are deployed', () => {
    const examples = fences(page).filter(({ language }) => language === 'yaml');
    expect(examples).toHaveLength(1);
    const top = 'stack: a\nwarehouse: {region: eu-west-1, database: dev, workgroup: demo}\nextract: [{name: lake}]\n';
    const file = parseShuttleFile(top + examples[0]?.text);
    expect(file.load?.map(({ name, source }) => [name, source.format])).toEqual([
      ['shop', 'debezium'],
      ['copy', 'extract'],
      ['events', 'rows'],
    ]);
  });

  it('describes every key in the JSON Schema, and leaves no mapping open', () => {
    const nodes = (schema: Schema & { description?: string }, path: string): string[] => [
      ...Object.entries(schema.properties ?? {}).flatMap(([key, child]) => [
        ...((child as { description?: string }).description ? [] : [`${path}.${key} has no description`]),
        ...nodes(child, `${path}.${key}`),
      ]),
      ...(schema.properties && schema.additionalProperties !== false ? [`${path} is open`] : []),
      ...(schema.anyOf ?? []).flatMap((one) => nodes(one, path)),
      ...(typeof schema.additionalProperties === 'object' ? nodes(schema.additionalProperties, `${path}.*`) : []),
    ];
    expect(nodes(pipeline ?? {}, 'load')).toEqual([]);
  });
});
