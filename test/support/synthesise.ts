import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { ShuttleStack } from '../../lib/shuttle-stack';
import { DEFAULT_RULES } from './synth';

const root = join(__dirname, '..', '..');

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
    context: { ...context(), [DEFAULT_RULES]: false },
    analyticsReporting: false,
    // Made for people who look at an assembly; under jest they take most of the time.
    stackTraces: false,
    treeMetadata: false,
  });
  Validations.of(app).addPlugins(...plugins(app));
  const stack = new ShuttleStack(app, config.stack, { config });
  app.synth();
  return stack;
};
