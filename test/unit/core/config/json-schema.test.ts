import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchema } from '../../../../lambdas/core/config/json-schema';
import { pipelineOf } from './pipeline-of';

interface Node {
  description?: string;
  default?: unknown;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: boolean | Node;
  anyOf?: Node[];
}

const schema = jsonSchema() as Node;
const pipeline = schema.properties?.extract?.items?.properties ?? {};

const walk = (node: Node, path: string): [string, Node][] => [
  [path, node],
  ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => walk(child, `${path}.${key}`)),
  ...(node.items === undefined ? [] : walk(node.items, `${path}[]`)),
  ...(typeof node.additionalProperties === 'object' ? walk(node.additionalProperties, `${path}.*`) : []),
  ...(node.anyOf ?? []).flatMap((child) => walk(child, path)),
];

describe('the JSON Schema of shuttle.yaml', () => {
  it('is what shuttle.schema.json says; npm run schema writes it', () => {
    const committed = readFileSync(join(__dirname, '../../../../shuttle.schema.json'), 'utf8');
    expect(committed).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  it('describes every key', () => {
    const nodes = walk(schema, '').flatMap(([path, node]) =>
      Object.entries(node.properties ?? {}).map(([key, child]) => [`${path}.${key}`, child] as const),
    );
    expect(nodes.length).toBeGreaterThan(50);
    expect(nodes.filter(([, node]) => (node.description ?? '') === '').map(([path]) => path)).toEqual([]);
  });

  it('lets no unknown key pass', () => {
    const open = walk(schema, '').filter(
      ([, node]) => node.properties !== undefined && node.additionalProperties !== false,
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it.each([
    ['enabled', 'enabled'],
    ['include', 'include'],
    ['exclude', 'exclude'],
    ['maxConcurrency', 'maxConcurrency'],
    ['caseSensitiveIdentifiers', 'caseSensitiveIdentifiers'],
    ['discover', 'discover'],
    ['maxFileSizeMb', 'maxFileSizeMb'],
    ['attempts', 'attempts'],
  ] as const)('names the default of %s as the parser fills it in', (key, resolved) => {
    expect(pipeline[key]?.default).toEqual(pipelineOf('')[resolved]);
  });

  it('names the other defaults', () => {
    expect(pipeline.statementTimeout?.default).toBe('24h');
    expect(pipeline.pollInterval?.default).toBe('15m');
    expect(pipeline.destination?.properties?.prefix?.default).toBe(pipelineOf('').destination.prefix);
  });
});
