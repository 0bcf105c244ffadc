import { NameCollision } from '../errors';
import type { TargetTemplates } from './load-config';
import type { Fault } from './problem';
import { formatTableName, type TableName } from './table-name';

const PLACEHOLDERS = /\{(schema|table)\}/g;

/** A problem of a template for a target's schema or table; undefined for a good one. */
export const targetTemplateFault = (text: string): Fault | undefined => {
  const fix = 'write a name with {schema} and {table} in it, for example {table} or raw_{schema}';
  const unknown = (text.match(/\{[^{}]*\}?/g) ?? []).find((part) => !['{schema}', '{table}'].includes(part));
  if (text === '') return { message: 'is empty', fix };
  if (unknown !== undefined) return { message: `has ${unknown}, which nothing is put in for`, fix };
  const literal = text.replaceAll(PLACEHOLDERS, '');
  if (/[A-Z]/.test(literal)) {
    return {
      message: 'has a capital letter, and Redshift keeps names in lower case',
      fix: `write ${text.toLowerCase()}`,
    };
  }
  if (!/^[\p{L}\p{M}\p{N}_$ -]*$/u.test(literal)) {
    return { message: 'has a character that does not belong into a name', fix };
  }
  return Buffer.byteLength(text) > 127 ? { message: 'is longer than 127 bytes', fix } : undefined;
};

/** The target of a table, before names that are too long for Redshift (127 bytes) are cut. Redshift folds to lower case. */
export const targetName = (templates: TargetTemplates, options: { as?: string }, source: TableName): TableName => {
  const fill = (template: string): string =>
    template
      .replaceAll(PLACEHOLDERS, (_, part: string) => (part === 'schema' ? source.schema : source.name))
      .toLowerCase();
  const [first, second] = (options.as ?? '').toLowerCase().split('.');
  const schema = fill(templates.schema);
  if (options.as === undefined || first === undefined) return { schema, name: fill(templates.tableName) };
  return second === undefined ? { schema, name: first } : { schema: first, name: second };
};

/**
 * Makes sure that no two tables of the source have one target: their keys and positions would get mixed up.
 *
 * @throws NameCollision naming every pair
 */
export const findTargetCollisions = (tables: readonly { source: TableName; target: TableName }[]): void => {
  const taken = new Map<string, TableName>();
  const lines: string[] = [];
  for (const { source, target } of tables) {
    const key = formatTableName(target.schema, target.name);
    const other = taken.get(key);
    if (other === undefined) taken.set(key, source);
    else lines.push(`  ${text(other)} and ${text(source)} would both be ${key}`);
  }
  if (lines.length === 0) return;
  throw new NameCollision(
    ['Two tables would have one target; give one of them another with `as`, or change target:', ...lines].join('\n'),
  );
};

const text = ({ schema, name }: TableName): string => formatTableName(schema, name);
