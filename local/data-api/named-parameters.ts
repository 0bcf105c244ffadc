import type { NamedParameter } from './read-input';
import { validation } from './service-error';

/**
 * Quoted text, comments and casts, in which `:name` is no parameter; then a parameter itself. AWS does not substitute
 * inside quotes either: a parameter of a quoted UNLOAD query counts as unused.
 */
const TOKENS = /'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([0-9a-zA-Z_]+)/g;

/** The names of the parameters that a statement uses. */
export function usedParameters(sql: string): Set<string> {
  const names = new Set<string>();
  for (const match of sql.matchAll(TOKENS)) if (match[1] !== undefined) names.add(match[1]);
  return names;
}

/**
 * Hands each statement the parameters that it uses.
 * @throws ServiceError ValidationException when a parameter is used nowhere, or a statement uses one that was not given.
 *   Without any parameters the text is not looked at: the database refuses a stray `:name` itself.
 */
export function bindParameters(
  sqls: readonly string[],
  parameters: readonly NamedParameter[] = [],
): NamedParameter[][] {
  if (parameters.length === 0) return sqls.map(() => []);
  const used = sqls.map(usedParameters);
  const unused = parameters.filter(({ name }) => !used.some((names) => names.has(name))).map(({ name }) => name);
  if (unused.length > 0) {
    throw validation(`Parameters list contains unused parameters. Unused parameters: [${unused.join(', ')}]`);
  }
  const given = new Set(parameters.map(({ name }) => name));
  const missing = [...new Set(used.flatMap((names) => [...names]))].filter((name) => !given.has(name));
  if (missing.length > 0) {
    throw validation(`Parameters list is missing parameters. Missing parameters: [${missing.join(', ')}]`);
  }
  return used.map((names) => parameters.filter(({ name }) => names.has(name)));
}
