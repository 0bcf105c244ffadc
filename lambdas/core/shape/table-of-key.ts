import { ConfigInvalid } from '../errors';
import type { SourceTable } from './change';

/** Gives the table that an object belongs to, by its key relative to the source's prefix; undefined for other keys. */
export type TableOfKey = (key: string) => SourceTable | undefined;

const PLACEHOLDER = /\{([^{}]*)\}|\*/g;

/**
 * Reads a template of keys: `{schema}/{table}/...`. Placeholders and `*` stand for any text within a segment, `...` as
 * the last segment for any number of segments more. Of several ways to match, the first placeholder takes the least.
 *
 * @param schema the schema where the template has no `{schema}`
 * @throws ConfigInvalid for a template without `{table}`, with an unknown placeholder, or without a schema
 */
export const tableOfTemplate = (template: string, schema?: string): TableOfKey => {
  const problem = (text: string) => new ConfigInvalid(`table template ${JSON.stringify(template)}: ${text}`);
  const names: string[] = [];
  const segments = template.split('/').map((segment, index, all) => {
    if (segment === '...') {
      if (index !== all.length - 1) throw problem('... stands last only');
      return '.*';
    }
    return pattern(segment, (name) => {
      if (name !== 'schema' && name !== 'table') throw problem(`{${name}} is unknown; use {schema} and {table}`);
      if (names.includes(name)) throw problem(`{${name}} stands twice`);
      names.push(name);
    });
  });
  if (!names.includes('table')) throw problem('{table} is missing');
  if (!names.includes('schema') && schema === undefined) throw problem('{schema} is missing, and no schema is set');
  const matcher = new RegExp(`^${segments.join('/')}$`, 's');
  return (key) => {
    const groups = matcher.exec(key)?.groups;
    const name = groups?.table;
    return name === undefined ? undefined : { schema: groups?.schema ?? schema ?? '', name };
  };
};

/** Every object belongs to one table. */
export const fixedTable =
  (table: SourceTable): TableOfKey =>
  () =>
    table;

const pattern = (segment: string, onName: (name: string) => void): string => {
  let text = '';
  let at = 0;
  for (const match of segment.matchAll(PLACEHOLDER)) {
    const [found, name] = match;
    text += escaped(segment.slice(at, match.index));
    if (name === undefined) text += '[^/]*';
    else {
      onName(name);
      text += `(?<${name}>[^/]+?)`;
    }
    at = match.index + found.length;
  }
  return text + escaped(segment.slice(at));
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
