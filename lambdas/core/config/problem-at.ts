import { type Path, pathText } from './path-text';
import type { SchemaProblem } from './schema-problems';
import { valueText } from './value-text';

/** A problem of the value at a path. */
export const problemAt = (at: Path, value: unknown, message: string, fix: string): SchemaProblem => ({
  at,
  path: pathText(at),
  value: valueText(value, at),
  message,
  fix,
});
