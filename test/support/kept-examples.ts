import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { temporaryFolder } from '../../lib/temporary-folder';
import { keptSynths } from './assemblies';
import type { Template } from './synth';

/** What the synthesis of several stacks in one app, with CDK's own rules on, has made and said. */
export interface SynthesisedExamples {
  /** Findings of the rules. */
  pluginReports: unknown[];
  /** By stack. */
  stacks: Record<string, { messages: unknown[]; template: Template }>;
}

/** Synthesises the files, once for the same sources and texts: the rules alone take some seconds. */
export const synthesisedExamples = (yamls: readonly string[]): SynthesisedExamples => {
  const hash = createHash('sha256').update(JSON.stringify(yamls)).update(readFileSync(__filename)).digest('hex');
  const file = join(keptSynths(), `examples-${hash.slice(0, 16)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SynthesisedExamples;
  const made = synthesise(yamls);
  mkdirSync(keptSynths(), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(made));
  renameSync(draft, file);
  return made;
};

const synthesise = (yamls: readonly string[]): SynthesisedExamples => {
  const { App } = require('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { ShuttleStack } = require('../../lib/shuttle-stack') as typeof import('../../lib/shuttle-stack');
  const outdir = temporaryFolder('shuttle-examples-');
  const { context } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8'));
  // One app for all: the functions are bundled and copied once.
  const app = new App({ outdir, context });
  const configs = yamls.map((yaml) => parseShuttleFile(yaml));
  for (const config of configs) new ShuttleStack(app, config.stack, { config });
  const assembly = app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  const stacks = configs.map(({ stack }) => {
    const { messages, template } = assembly.getStackByName(stack);
    return [stack, { messages, template }] as const;
  });
  rmSync(outdir, { recursive: true, force: true });
  return { pluginReports, stacks: Object.fromEntries(stacks) };
};
