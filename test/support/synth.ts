import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { ShuttleStack } from '../../lib/shuttle-stack';
import { temporaryFolder } from '../../lib/temporary-folder';

/** A CloudFormation resource as the template holds it. */
export interface TemplateResource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no type
  Properties: Record<string, any>;
  DeletionPolicy?: string;
  DependsOn?: string[];
}

export interface Synth {
  stack: ShuttleStack;
  template: Template;
  /** The cloud assembly, as `cdk synth` leaves it. */
  folder: string;
  /** All resources of a type, by logical id. */
  resources(type: string): Record<string, TemplateResource>;
  /** The one resource of a type whose physical name, id or path holds the text. */
  resource(type: string, part: string): TemplateResource;
}

export interface SynthOptions {
  /** Where the assembly is written; a folder that is removed when the process ends, when absent. */
  outdir?: string;
  /** Validation plugins, made for the app. */
  plugins?: (app: IConstruct) => IPolicyValidationPlugin[];
  /** Whether CDK checks the template by its own rules (cdk.json says so); it takes some seconds. Default: false. */
  defaultRules?: boolean;
}

const root = join(__dirname, '..', '..');

/** Feature flag: https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html */
export const DEFAULT_RULES = '@aws-cdk/core:validateAgainstDefaultRules';

/** The app's context, as the CDK command line takes it from cdk.json. */
const context = (): Record<string, unknown> =>
  (JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }).context;

/**
 * Synthesises the stack of a shuttle.yaml in this process, like `cdk synth` without credentials. The functions are bundled
 * once a process.
 */
export const synth = (
  yaml: string,
  { outdir = temporaryFolder('shuttle-synth-'), plugins, defaultRules = false }: SynthOptions = {},
): Synth => {
  const config = parseShuttleFile(yaml);
  const app = new App({
    outdir,
    context: { ...context(), ...(!defaultRules && { [DEFAULT_RULES]: false }) },
    analyticsReporting: false,
    // Made for people who look at an assembly; under jest they take most of the time.
    stackTraces: false,
    treeMetadata: false,
  });
  if (plugins) Validations.of(app).addPlugins(...plugins(app));
  const stack = new ShuttleStack(app, config.stack, { config });
  app.synth();
  const template = Template.fromStack(stack);
  const resources = (type: string): Record<string, TemplateResource> =>
    template.findResources(type) as Record<string, TemplateResource>;
  return {
    stack,
    template,
    folder: outdir,
    resources,
    resource: (type, part) => {
      const found = Object.entries(resources(type)).filter(([id]) => id.includes(part));
      const [only, ...others] = found;
      if (!only || others.length > 0) throw new Error(`${found.length} resources ${type} have ${part} in their id`);
      return only[1];
    },
  };
};
