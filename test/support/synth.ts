import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../lib/temporary-folder';
import { keptSynths } from './assemblies';

/** A CloudFormation resource as the template holds it. */
export interface TemplateResource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no type
  Properties: Record<string, any>;
  DeletionPolicy?: string;
  DependsOn?: string[];
}

export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs: Record<string, { Value: unknown }>;
}

export interface Synth {
  template: Template;
  /** The template and the files that are assets, without the functions. */
  folder: string;
  /** All resources of a type, by logical id. */
  resources(type: string): Record<string, TemplateResource>;
  /** The one resource of a type whose physical name, id or path holds the text. */
  resource(type: string, part: string): TemplateResource;
}

/** Feature flag, on in cdk.json and off in tests: https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html */
export const DEFAULT_RULES = '@aws-cdk/core:validateAgainstDefaultRules';

const REFUSAL = 'refusal.json';

/**
 * The synthesised stack of a shuttle.yaml, or the error that refuses it. It is kept on disk for the same sources and text, so
 * that a test file that finds all its stacks there need not load CDK.
 */
export const synth = (yaml: string): Synth => {
  const name = createHash('sha256').update(yaml).digest('hex').slice(0, 16);
  const folder = join(keptSynths(), name);
  if (!existsSync(folder)) keep(yaml, folder);
  const refusal = join(folder, REFUSAL);
  if (existsSync(refusal)) {
    const { name, message } = JSON.parse(readFileSync(refusal, 'utf8')) as Error;
    throw Object.assign(new Error(message), { name });
  }
  const [file, ...others] = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
  if (file === undefined || others.length > 0) throw new Error(`${folder} has not one template`);
  const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template;
  const resources = (type: string): Record<string, TemplateResource> =>
    Object.fromEntries(Object.entries(template.Resources).filter(([, { Type }]) => Type === type));
  return {
    template,
    folder,
    resources,
    resource: (type, part) => {
      const found = Object.entries(resources(type)).filter(([id]) => id.includes(part));
      const [only, ...others] = found;
      if (!only || others.length > 0) throw new Error(`${found.length} resources ${type} have ${part} in their id`);
      return only[1];
    },
  };
};

const keep = (yaml: string, folder: string): void => {
  const { synthesise } = require('./synthesise') as typeof import('./synthesise');
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const outdir = temporaryFolder('shuttle-synth-');
  try {
    synthesise(yaml, outdir);
    const files = readdirSync(outdir).filter((name) => /\.template\.json$|^asset\.\w+\.json$/.test(name));
    for (const name of files) copyFileSync(join(outdir, name), join(draft, name));
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ConfigInvalid') throw error;
    writeFileSync(join(draft, REFUSAL), JSON.stringify({ name, message }));
  }
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another test file was faster, with the same sources.
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true });
  }
};
