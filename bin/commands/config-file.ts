import { readFileSync } from 'node:fs';
import { allPipelines, type Pipeline } from '../../lambdas/core/config/all-pipelines';
import { nearest } from '../../lambdas/core/config/nearest';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { ConfigProblems, type Problem } from '../../lambdas/core/config/problem';
import type { ExtractPipeline, ShuttleConfig } from '../../lambdas/core/config/shuttle-config';
import { regionOf } from '../../lib/region';
import { CommandFailed, UsageError } from './command';

export const CONFIG_OPTION = { config: { type: 'string', short: 'c', default: 'shuttle.yaml' } } as const;
export const PIPELINE_OPTION = { pipeline: { type: 'string', short: 'p' } } as const;

export interface ConfigFile {
  path: string;
  text: string;
  config: ShuttleConfig;
  /** The region that the stack is deployed to. */
  region: string;
}

/**
 * Reads and checks a configuration.
 *
 * @throws CommandFailed when there is no such file, or with every problem in it
 */
export const readConfigFile = (path: string): ConfigFile => {
  const text = read(path);
  try {
    const config = parseShuttleFile(text);
    return { path, text, config, region: regionOf(config) };
  } catch (error) {
    if (error instanceof ConfigProblems) throw new CommandFailed(problemsText(path, error.problems));
    throw error;
  }
};

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CommandFailed(`there is no file ${path}: name yours with -c <file>`);
    throw new CommandFailed(`${path} cannot be read: ${message}`);
  }
};

/** One block a problem, headed by `file:line:column`, which terminals and editors turn into a link. */
const problemsText = (path: string, problems: readonly Problem[]): string =>
  [
    `${path}: ${problems.length} problem${problems.length === 1 ? '' : 's'}`,
    ...problems.map(({ path: key, value, message, fix, line, column }) => {
      const place = line === undefined ? path : `${path}:${line}:${column}`;
      const got = value === '' ? '' : ` (got ${value})`;
      return `\n${place}${key === '' ? '' : `  ${key}`}\n  ${message}${got}\n  fix: ${fix}`;
    }),
  ].join('\n');

/** The extract pipeline of that name, or all. @throws UsageError for a name that the file does not have */
export const pickPipelines = ({ path, config }: ConfigFile, name: string | undefined): ExtractPipeline[] =>
  pick(path, config.extract, name);

/** The same of both directions. @throws UsageError for a name that the file does not have */
export const pickAllPipelines = ({ path, config }: ConfigFile, name: string | undefined): Pipeline[] =>
  pick(path, allPipelines(config), name);

const pick = <P extends Pipeline>(path: string, pipelines: P[], name: string | undefined): P[] => {
  if (name === undefined) return pipelines;
  const found = pipelines.filter((pipeline) => pipeline.name === name);
  if (found.length > 0) return found;
  const names = pipelines.map((pipeline) => pipeline.name);
  const [guess] = nearest(name, names, 1);
  const hint = guess === undefined ? `it has ${names.join(', ')}` : `did you mean ${guess}?`;
  throw new UsageError(`${path} has no pipeline ${JSON.stringify(name)}; ${hint}`);
};
