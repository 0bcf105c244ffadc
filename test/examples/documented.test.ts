import { join } from 'node:path';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { documentedConfigurations, isConfiguration, yamlBlocks } from './yaml-blocks';

describe('the configurations in README.md and docs', () => {
  it('are all good', () => {
    const bad = documentedConfigurations(join(__dirname, '..', '..')).flatMap(({ file, line, text }) => {
      try {
        parseShuttleFile(text);
        return [];
      } catch (error) {
        return [`${file}:${line}\n${String(error)}`];
      }
    });
    expect(bad).toEqual([]);
  });
});

describe('yamlBlocks', () => {
  const page = [
    '# Title',
    '```yaml',
    'stack: a',
    '```',
    '```sh',
    'stack: no',
    '```',
    '- item',
    '  ```yml title="x"',
    '  # words',
    '',
    '  stack: b',
    '    deep: 1',
    '  ```',
    '````yaml',
    'limit: 1',
    '```',
    '````',
    '```yaml',
    'never closed',
  ].join('\n');

  it('finds closed blocks of YAML with their lines, without the indentation of a list', () => {
    expect(yamlBlocks('p.md', page)).toEqual([
      { file: 'p.md', line: 3, text: 'stack: a' },
      { file: 'p.md', line: 10, text: '# words\n\nstack: b\n  deep: 1' },
      { file: 'p.md', line: 16, text: 'limit: 1\n```' },
    ]);
  });

  it.each([
    ['stack: a', true],
    ['# words\n\nstack: a', true],
    ['extract:\n  - name: x', false],
    ['extract: []\nstack: a', false],
    ['# stack: a', false],
  ])('tells whole configurations from pieces: %j', (text, expected) => {
    expect(isConfiguration({ file: 'p.md', line: 1, text })).toBe(expected);
  });
});
