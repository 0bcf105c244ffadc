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

  it('show both machines, RunStatement, commit, lock and clean-up', () => {
    expect(diagrams.filter(({ path }) => path === 'docs/design.md')).toHaveLength(6);
  });
});

describe('docs/design.md', () => {
  const folder = join(ROOT, 'lib', 'workflows');
  const { text } = readPage('docs/design.md');

  it.each(readdirSync(folder).filter((name) => /^(extract-|run-statement)/.test(name)))(
    'names the states of %s',
    (name) => {
      const source = readFileSync(join(folder, name), 'utf8');
      const states = [...source.matchAll(/\bthis,\s*'([^']+)'/g)].map(([, state = '']) => state);
      expect(states.length).toBeGreaterThan(4);
      expect(states.filter((state) => !text.includes(state))).toEqual([]);
    },
  );

  it('says of every step what is true if it dies', () => {
    const steps = ['extract', 'statement'].flatMap((part) =>
      readdirSync(join(ROOT, 'lambdas', part))
        .filter((name) => readFileSync(join(ROOT, 'lambdas', part, name), 'utf8').includes('export const handler = '))
        .map((name) => name.replace(/\.ts$/, '')),
    );
    expect(steps.length).toBeGreaterThan(10);
    expect(steps.filter((step) => !new RegExp(`\\| \`${step}\` *\\|`).test(text))).toEqual([]);
  });
});
