import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fences, pages, ROOT, readPage } from './markdown';

const diagrams = pages()
  .flatMap(fences)
  .filter(({ language }) => language === 'mermaid')
  .map((fence) => ({ ...fence, lines: fence.text.trimEnd().split('\n') }));

/** A node with or without a shape; every label is quoted. */
const NODE = String.raw`[A-Za-z]\w*(?:\["[^"]+"\]|\{"[^"]+"\}|\(\["[^"]+"\]\)|\[\("[^"]+"\)\])?`;
const FLOW = new RegExp(`^ {2}${NODE} (?:-- "[^"]+" )?--> ${NODE}(?: --> ${NODE})*$`);
/** `;` and `#` end or escape a text in a sequence diagram. */
const SEQUENCE = [
  /^participant \w+ as [^;#]+$/,
  /^\w+--?>>\w+: [^;#]+$/,
  /^Note over \w+: [^;#]+$/,
  /^(alt|else) [^;#]+$/,
  /^end$/,
];

describe('Mermaid diagrams', () => {
  it.each(diagrams.filter(({ lines }) => lines[0] !== 'sequenceDiagram'))('$path:$line is a flowchart', ({ lines }) => {
    expect(lines[0]).toMatch(/^flowchart (TD|LR)$/);
    expect(lines.slice(1).filter((line) => !FLOW.test(line))).toEqual([]);
    // Mermaid takes a node named `end` for its keyword.
    expect(lines.join('\n')).not.toMatch(/\bend\b(?!")/);
  });

  it.each(diagrams.filter(({ lines }) => lines[0] === 'sequenceDiagram'))('$path:$line is a sequence', ({ lines }) => {
    const statements = lines.slice(1).map((line) => line.trim());
    expect(statements.filter((line) => !SEQUENCE.some((form) => form.test(line)))).toEqual([]);
    const count = (pattern: RegExp): number => statements.filter((line) => pattern.test(line)).length;
    expect(count(/^end$/)).toBe(count(/^alt /));
    const known = new Set(statements.flatMap((line) => /^participant (\w+)/.exec(line)?.[1] ?? []));
    const used = statements.flatMap((line) => /^(\w+)--?>>(\w+):/.exec(line)?.slice(1) ?? []);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each([
    ['docs/design.md', 'both machines, RunStatement, commit, lock and clean-up', 6],
    ['docs/loading.md', 'the way of rows, and both machines', 3],
  ])('of %s show %s', (path, _, count) => {
    expect(diagrams.filter((diagram) => diagram.path === path)).toHaveLength(count);
  });
});

const WORKFLOWS = join(ROOT, 'lib', 'workflows');

/** Workflows by the page that explains them, and the folders of the steps that they call. */
const EXPLAINED = [
  { path: 'docs/design.md', workflows: /^(extract-|run-statement)/, steps: ['extract', 'statement'], least: 16 },
  { path: 'docs/loading.md', workflows: /^load-/, steps: ['load'], least: 15 },
] as const;
const statesOf = (name: string): string[] =>
  [...readFileSync(join(WORKFLOWS, name), 'utf8').matchAll(/\bthis,\s*'([^']+)'/g)].map(([, state = '']) => state);

describe.each(EXPLAINED)('$path', ({ path, workflows, steps, least }) => {
  const { text } = readPage(path);

  it.each(readdirSync(WORKFLOWS).filter((name) => workflows.test(name)))('names the states of %s', (name) => {
    const states = statesOf(name);
    expect(states.length).toBeGreaterThan(4);
    expect(states.filter((state) => !text.includes(state))).toEqual([]);
  });

  it('says of every step what is true if it dies', () => {
    const found = steps.flatMap((part) =>
      readdirSync(join(ROOT, 'lambdas', part))
        .filter((name) => readFileSync(join(ROOT, 'lambdas', part, name), 'utf8').includes('export const handler = '))
        .map((name) => name.replace(/\.ts$/, '')),
    );
    expect(found.length).toBeGreaterThanOrEqual(least);
    expect(found.filter((step) => !new RegExp(`\\| \`${step}\` *\\|`).test(text))).toEqual([]);
  });
});
