import { LOAD_DEFAULTS } from './load-defaults';
import type { Fault } from './problem';
import type { TableName } from './table-name';

const TOKEN = /\{[^{}]*\}|\*|[^{*]+|\{/g;

/**
 * Compiles a template of the beginning of a key, below the source's prefix: `{schema}/{table}/`. `{schema}` and `{table}`
 * stand for text within one folder's name, `*` for any text within it. What follows the template in the key is free.
 * Without `{schema}` the schema is `public`.
 *
 * @throws RangeError for a template that `tablePathFault` refuses
 * @returns the table of a key, from which the prefix is cut; undefined for a key that does not fit
 */
export const compileTablePath = (template: string): ((key: string) => TableName | undefined) => {
  const fault = tablePathFault(template);
  if (fault !== undefined) throw new RangeError(`${JSON.stringify(template)} ${fault.message}`);
  const source = (template.match(TOKEN) ?? []).map((token) => {
    // The shortest text, so that `{schema}.{table}/` splits at the first dot.
    if (token === '{schema}') return '(?<schema>[^/]+?)';
    if (token === '{table}') return '(?<table>[^/]+?)';
    return token === '*' ? '[^/]*?' : token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  const regExp = new RegExp(`^${source.join('')}`, 'su');
  return (key) => {
    const { schema = LOAD_DEFAULTS.sourceSchema, table } = regExp.exec(key)?.groups ?? {};
    return table === undefined ? undefined : { schema, name: table };
  };
};

/** A problem of such a template; undefined for a good one. */
export const tablePathFault = (template: string): Fault | undefined => {
  const fix = 'write the beginning of a key below the prefix, for example {schema}/{table}/ or topics/*.{table}/';
  const tokens: readonly string[] = template.match(TOKEN) ?? [];
  const unknown = tokens.find((token) => token.startsWith('{') && token !== '{schema}' && token !== '{table}');
  if (unknown !== undefined) return { message: `has ${unknown}, which no part of a key is read into`, fix };
  if (!tokens.includes('{table}')) return { message: 'has no {table}', fix };
  if (tokens.some((token, i) => token.startsWith('{') && tokens.indexOf(token) !== i)) {
    return { message: 'names a part twice', fix };
  }
  const isOpen = (token: string | undefined): boolean => token === '*' || token?.startsWith('{') === true;
  if (tokens.some((token, i) => isOpen(token) && isOpen(tokens[i + 1]))) {
    return { message: 'has two parts with nothing between, so that where one ends is not known', fix };
  }
  if (isOpen(tokens.at(-1))) return { message: 'does not say what ends its last part', fix };
  if (template.startsWith('/')) return { message: 'begins with a slash', fix };
  return template.length > 512 ? { message: 'is longer than 512 characters', fix } : undefined;
};
