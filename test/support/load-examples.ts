import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { keptSynths } from './assemblies';

const FOLDER = join(__dirname, '..', '..', 'examples');

/** The examples that load, by file. */
export const LOAD_EXAMPLES = readdirSync(FOLDER).filter((name) => /^load-.*\.yaml$/.test(name));

interface Example {
  warehouse: unknown;
  extract?: { warehouse?: unknown }[];
  load: { name: string; warehouse?: unknown }[];
}

/** Examples in a stack of their own: a template holds about ten pipelines, and the others make as many. */
const APART = ['load-clickstream.yaml'];

/** The examples by the stack that they are put together in. */
export const EXAMPLE_STACKS = [LOAD_EXAMPLES.filter((name) => !APART.includes(name)), APART] as const;

/** The pipelines that an example loads with. */
export const loadsOf = (file: string): string[] => read(file).load.map(({ name }) => name);

/**
 * One stack with the pipelines of some examples, each on the warehouse of its file; synthesised once for the same sources and
 * examples.
 *
 * @param files of EXAMPLE_STACKS
 * @returns the folder of the assembly
 */
export const loadExamplesAssembly = (files: readonly string[]): string => {
  const text = stringify(together(files.map(read)));
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const folder = join(keptSynths(), `load-examples-${hash}`);
  if (existsSync(folder)) return folder;
  const { synthesise } = require('./synthesise') as typeof import('./synthesise');
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  synthesise(text, draft);
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another test was faster, with the same sources.
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true });
  }
  return folder;
};

const read = (file: string): Example => parse(readFileSync(join(FOLDER, file), 'utf8')) as Example;

const together = (examples: readonly Example[]): object => {
  const own = (direction: 'extract' | 'load') =>
    examples.flatMap((example) =>
      (example[direction] ?? []).map((pipeline) => ({
        ...pipeline,
        warehouse: pipeline.warehouse ?? example.warehouse,
      })),
    );
  const extract = own('extract');
  return { stack: 'shuttle-load-examples', ...(extract.length > 0 && { extract }), load: own('load') };
};
