import { problemAt } from './problem-at';
import { rawOption, sourceOf } from './raw-options';
import { mapOf, textOf, textsOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import type { NamedTable } from './useless-options';

/** What options need to know of a table that no catalog is asked about, with `discover: false`. */
export const undeclaredProblems = ({ source, sources }: NamedTable): SchemaProblem[] => {
  const columns = Object.keys(mapOf(source.options.columnTypes));
  // Without columns it is refused already.
  if (columns.length === 0) return [];
  const problems: SchemaProblem[] = [];
  const add = (key: string, value: unknown, message: string, fix: string): void => {
    problems.push(problemAt([...source.at, key], value, message, fix));
  };
  const key = sourceOf(sources, 'replicationKey');
  const name = textOf(key?.options.replicationKey);
  if (rawOption(sources, 'mode') === 'incremental') {
    if (key === undefined) {
      const fix = `name one of ${columns.join(', ')}, or write mode: full`;
      add('replicationKey', undefined, 'is missing: mode: incremental needs it where discover is false', fix);
    } else if (key !== source && name !== undefined && !columns.includes(name)) {
      const fix = `name one of ${columns.join(', ')} here, or add it to columnTypes`;
      add('replicationKey', name, `comes from ${key.label} and is not among columnTypes`, fix);
    }
  }
  if (rawOption(sources, 'deletes') === 'detect' && textsOf(rawOption(sources, 'primaryKey')).length === 0) {
    const fix = `name its columns among ${columns.join(', ')}, or write deletes: ignore`;
    add('primaryKey', undefined, 'is missing: deletes: detect needs it, and discover: false asks no catalog', fix);
  }
  return problems;
};
