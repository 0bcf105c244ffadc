import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadNames, physicalNames } from '../../bin/commands/physical-names';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import type { ShuttleConfig } from '../../lambdas/core/config/shuttle-config';
import { regionOf } from '../../lib/region';
import { type SynthesisedExamples, synthesisedExamples } from '../support/kept-examples';

const FOLDER = join(__dirname, '..', '..', 'examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

const configOf = (file: string): ShuttleConfig => parseShuttleFile(readFileSync(join(FOLDER, file), 'utf8'));

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** A property of each resource of a type, with `<account>` for the account that only a deployment knows. */
const properties = (template: { Resources: Record<string, Resource> }, type: string, name: string): string[] =>
  Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => textOf(Properties?.[name]));

const textOf = (value: unknown): string => {
  const { 'Fn::Join': joined, Ref: ref } = (value ?? {}) as { 'Fn::Join'?: [string, unknown[]]; Ref?: string };
  if (ref === 'AWS::AccountId') return '<account>';
  return joined === undefined ? String(value) : joined[1].map(textOf).join(joined[0]);
};

it('has an example for each thing that a pipeline can do', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(9);
});

it('names each stack once, so that all can be deployed side by side', () => {
  const stacks = FILES.map((file) => configOf(file).stack);
  expect(new Set(stacks).size).toBe(stacks.length);
});

it.each(FILES)('%s begins with the schema for editors and says what it shows', (file) => {
  const [schema, words] = readFileSync(join(FOLDER, file), 'utf8').split('\n');
  expect(schema).toBe('# yaml-language-server: $schema=../shuttle.schema.json');
  expect(words).toMatch(/^# \w/);
});

describe('deployed', () => {
  let examples: SynthesisedExamples;
  beforeAll(() => {
    examples = synthesisedExamples(FILES.map((file) => readFileSync(join(FOLDER, file), 'utf8')));
  }, 480_000);

  it('no rule finds anything', () => {
    expect(examples.pluginReports).toEqual([]);
  });

  it.each(FILES)('%s makes a stack without warnings, with the names that plan prints', (file) => {
    const config = configOf(file);
    const artifact = examples.stacks[config.stack]!;
    expect(artifact.messages).toEqual([]);

    const { extract, load = [] } = config;
    const names = extract.map((pipeline) => physicalNames(config.stack, regionOf(config), pipeline));
    const ofLoads = load.map((pipeline) => loadNames(config.stack, regionOf(config), pipeline));
    const machines = properties(artifact.template, 'AWS::StepFunctions::StateMachine', 'StateMachineName');
    expect(machines).toEqual(expect.arrayContaining([...names, ...ofLoads].map(({ stateMachine }) => stateMachine)));

    const roles = properties(artifact.template, 'AWS::IAM::Role', 'RoleName');
    expect(roles).toEqual(expect.arrayContaining([...names, ...ofLoads].map(({ dataApiRole }) => dataApiRole)));
    const buckets = properties(artifact.template, 'AWS::S3::Bucket', 'BucketName');
    for (const { copyRole } of ofLoads) expect(roles).toContain(copyRole);
    for (const { storage } of ofLoads) expect(buckets).toContain(storage.slice('s3://'.length).split('/')[0]);
    for (const [i, { warehouse, destination }] of extract.entries()) {
      if (warehouse.iamRole === undefined) expect(roles).toContain(names[i]!.unloadRole);
      const [bucket] = names[i]!.destination.slice('s3://'.length).split('/');
      expect([...buckets, destination.bucket]).toContain(bucket);
    }
  });
});
