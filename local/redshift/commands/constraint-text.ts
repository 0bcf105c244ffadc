import { quoteIdent } from '../sql/quote-ident';

const listed = (columns: readonly string[]): string => `(${columns.map(quoteIdent).join(', ')})`;

/** What pg_get_constraintdef prints of a key. */
export function constraintText(
  kind: 'primary' | 'unique' | 'foreign',
  columns: readonly string[],
  references?: { table: string; columns: readonly string[] },
): string {
  if (kind === 'primary') return `PRIMARY KEY ${listed(columns)}`;
  if (kind === 'unique') return `UNIQUE ${listed(columns)}`;
  const { table = '', columns: theirs = [] } = references ?? {};
  return `FOREIGN KEY ${listed(columns)} REFERENCES ${quoteIdent(table)}${theirs.length > 0 ? listed(theirs) : ''}`;
}

/** Writes the texts of keys anew from the catalogue, after a change of names: those of the relation and those that refer to it. */
export const rewriteConstraints = (catalog: string, relation?: number): string =>
  `UPDATE ${catalog}.constraints AS k SET definition = (SELECT d.definition FROM ${catalog}.constraint_definitions d WHERE d.oid = k.oid)${
    relation === undefined ? '' : ` WHERE k.rel_oid = ${relation} OR k.ref_oid = ${relation}`
  }`;
