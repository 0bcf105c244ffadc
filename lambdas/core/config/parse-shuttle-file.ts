import { crossProblems } from './cross-checks';
import { fileSchema } from './file-schema';
import { ConfigProblems, type Problem } from './problem';
import { readYaml } from './read-yaml';
import { resolve } from './resolve';
import { schemaProblems } from './schema-problems';
import type { ShuttleConfig } from './shuttle-config';

const SUBJECT = 'shuttle.yaml';

/**
 * Reads and checks shuttle.yaml.
 *
 * @throws ConfigInvalid (a `ConfigProblems` with every problem, in the order of the file)
 */
export const parseShuttleFile = (text: string): ShuttleConfig => {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) throw new ConfigProblems(SUBJECT, yaml.problems);
  const { value } = yaml;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const empty = value === undefined || value === null;
    const message = empty ? 'is empty' : 'is not a mapping';
    const fix = 'begin with the lines stack: <name>, warehouse: and extract:';
    throw new ConfigProblems(SUBJECT, [{ path: '', value: '', message, fix }]);
  }
  const problems = [...schemaProblems(fileSchema, value), ...crossProblems(value)].map(
    ({ at, ...problem }): Problem => ({
      ...problem,
      ...yaml.positionOf(at),
    }),
  );
  if (problems.length > 0) throw new ConfigProblems(SUBJECT, problems.sort(byPosition));
  return resolve(fileSchema.parse(value));
};

const byPosition = (a: Problem, b: Problem): number =>
  (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
