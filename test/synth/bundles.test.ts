import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleOf, ENTRIES } from '../../lib/bundle';

/** Calls a bundled handler in a process of its own and returns the name that Lambda would report of its error. */
const errorNameOf = (entry: (typeof ENTRIES)[number], event: unknown): string => {
  const script = `
    require(process.argv[1]).handler(JSON.parse(process.argv[2]), {
      getRemainingTimeInMillis: () => 60_000, functionName: 'f', functionVersion: '1', memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f:1', awsRequestId: 'r',
    }).then(() => 'none', (error) => error.name).then((name) => process.stdout.write('\\nNAME=' + name));`;
  const env = { PATH: process.env.PATH ?? '', AWS_REGION: 'eu-west-1', POWERTOOLS_DEV: 'false' };
  const output = execFileSync(
    process.execPath,
    ['-e', script, join(bundleOf(entry), 'index.js'), JSON.stringify(event)],
    {
      env,
      encoding: 'utf8',
    },
  );
  return output.slice(output.lastIndexOf('NAME=') + 5);
};

const EXECUTION = {
  arn: 'arn:aws:states:eu-west-1:123456789012:execution:m:e',
  startedAt: '2026-01-05T03:00:00.000Z',
  redriveCount: 0,
};
const RESOURCES = { bucket: 'b', unloadRole: 'default' };

describe('the bundles', () => {
  it.each(ENTRIES)('%s is minified and has one handler', (entry) => {
    const text = readFileSync(join(bundleOf(entry), 'index.js'), 'utf8');
    expect(text.length / text.split('\n').length).toBeGreaterThan(500);
    expect(text).toMatch(/handler:\(\)=>/);
    expect(statSync(join(bundleOf(entry), 'index.js')).size).toBeLessThan(2_000_000);
  });

  // The demo runs the others as they are deployed; most tests of whole stacks load the same sources in another way.
  it.each([
    'statement/cancel-statement',
    'run/clean-up-run',
    'extract/record-failure',
    'load/judge-load',
    'load/set-aside',
    'load/record-load-failure',
    'load/start-on-objects',
  ] as const)('%s runs as it is deployed, up to its input', (entry) => {
    expect(errorNameOf(entry, { nonsense: true })).toBe('InputInvalid');
  });

  // A minifier renames classes: an error named after its class would be `t`, and no Retry or Catch would match it.
  it.each([
    ['ConfigInvalid', { config: '{"formatVersion":1}', input: {}, resources: RESOURCES, execution: EXECUTION }],
    ['FormatVersionUnknown', { config: '{"formatVersion":9}', input: {}, resources: RESOURCES, execution: EXECUTION }],
    ['InputInvalid', { nonsense: true }],
  ])('start-run raises %s under its own name', (name, event) => {
    expect(errorNameOf('extract/start-run', event)).toBe(name);
  });
});
