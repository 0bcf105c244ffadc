import { allPipelines } from '../../lambdas/core/config/all-pipelines';
import { parseExecutionInput } from '../../lambdas/core/config/execution-input';
import { parseLoadInput } from '../../lambdas/core/config/load-input';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { regionOf } from '../../lib/region';
import { fences, pages } from './markdown';

const blocks = pages().flatMap(fences);
const files = blocks.filter(({ language, text }) => language === 'yaml' && text.startsWith('stack:'));
const inputs = blocks.filter(({ language }) => language === 'json');

const takes = (parse: () => unknown): boolean => {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
};

describe('examples in the documentation', () => {
  it.each(files)('$path:$line is a shuttle.yaml', ({ text }) => {
    const config = parseShuttleFile(text);
    const [first] = allPipelines(config);
    expect(first).toBeDefined();
    expect(regionOf(config)).toBe(first?.warehouse.region);
  });

  it.each(inputs)('$path:$line is an execution input', ({ text }) => {
    const input: unknown = JSON.parse(text);
    const directions = [parseExecutionInput, parseLoadInput];
    expect(directions.some((parse) => takes(() => parse(input)))).toBe(true);
  });

  it('are in the README, on loading and in coming-from.md', () => {
    const paths = new Set(files.map(({ path }) => path));
    expect([...paths]).toEqual(expect.arrayContaining(['README.md', 'docs/coming-from.md', 'docs/loading.md']));
    expect(inputs.length).toBeGreaterThan(0);
  });
});
