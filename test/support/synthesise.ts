import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { ShuttleStack } from '../../lib/shuttle-stack';
import { DEFAULT_RULES } from './synth';

const root = join(__dirname, '..', '..');

/** Context by which CDK leaves out where in the source each resource was made (cx-api, DISABLE_CREATION_STACK_TRACES). */
const NO_CREATION_TRACES = 'aws:cdk:disable-creation-stack-traces';

/** The app's context, as the CDK command line takes it from cdk.json. */
const context = (): Record<string, unknown> =>
  (JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }).context;

/**
 * Synthesises the stack of a shuttle.yaml in this process, like `cdk synth` without credentials. The functions are bundled
 * once for their sources. Tests that look at a template ask `synth`, which keeps it: CDK alone takes seconds to load.
 *
 * @param outdir where the assembly is written
 * @param plugins validation plugins, made for the app
 */
export const synthesise = (
  yaml: string,
  outdir: string,
  plugins: (app: IConstruct) => IPolicyValidationPlugin[] = () => [],
): ShuttleStack => {
  const config = parseShuttleFile(yaml);
  const app = new App({
    outdir,
    context: { ...context(), [DEFAULT_RULES]: false, [NO_CREATION_TRACES]: true },
    analyticsReporting: false,
    // Made for people who look at an assembly; under jest they take most of the time.
    stackTraces: false,
    treeMetadata: false,
  });
  Validations.of(app).addPlugins(...plugins(app));
  const stack = new ShuttleStack(app, config.stack, { config });
  withoutValidation(() => app.synth());
  return stack;
};

/**
 * CDK's own rules are a WebAssembly that takes a third of a synthesis, and with DEFAULT_RULES off nobody reads what they
 * find. The tests of `cdk synth` and of the examples run them. CDK has no switch but this variable.
 */
const withoutValidation = (work: () => void): void => {
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'false';
  try {
    work();
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = before;
  }
};
