import { parseExecutionInput } from '../../lambdas/core/config/execution-input';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { regionOf } from '../../lib/region';
import { fences, pages } from './markdown';

const blocks = pages().flatMap(fences);
const files = blocks.filter(({ language, text }) => language === 'yaml' && text.startsWith('stack:'));
const inputs = blocks.filter(({ language }) => language === 'json');

describe('examples in the documentation', () => {
  it.each(files)('$path:$line is a shuttle.yaml', ({ text }) => {
    const config = parseShuttleFile(text);
    expect(config.extract.length).toBeGreaterThan(0);
    expect(regionOf(config)).toBe(config.extract[0]?.warehouse.region);
  });

  it.each(inputs)('$path:$line is an execution input', ({ text }) => {
    expect(() => parseExecutionInput(JSON.parse(text))).not.toThrow();
  });

  it('are in the README and in coming-from.md', () => {
    const paths = new Set(files.map(({ path }) => path));
    expect([...paths].sort()).toEqual(['README.md', 'docs/coming-from.md']);
    expect(inputs.length).toBeGreaterThan(0);
  });
});
