import type { Column, Relation } from '../catalog/relation';
import { findColumn } from '../commands/insert';
import { redshiftError } from '../errors';
import type { CopyCommand } from '../sql/copy-command';

/**
 * The columns that a file's fields go to, in their order.
 *
 * Without a list it is all columns, less identity columns unless EXPLICIT_IDS is given; those BY DEFAULT may always be
 * loaded.
 * @throws RedshiftError when the list and EXPLICIT_IDS disagree, or a NOT NULL column without default is left out
 */
export function targetColumns(table: Relation, copy: CopyCommand): Column[] {
  const isGenerated = (column: Column) => column.identity !== undefined && !column.identity.byDefault;
  const explicitIds = copy.given.has('EXPLICIT_IDS');
  const targets = copy.columns
    ? copy.columns.map((name) => findColumn(table, name))
    : table.columns.filter((column) => explicitIds || !isGenerated(column));
  const twice = targets.find((column, i) => targets.indexOf(column) !== i);
  if (twice) throw redshiftError(`column "${twice.name}" specified more than once`, '42701');
  const hasIdentity = targets.some((column) => column.identity);
  if (!explicitIds && targets.some(isGenerated)) {
    throw redshiftError('COPY of an IDENTITY column in the column list requires EXPLICIT_IDS', '42601');
  }
  if (explicitIds && !hasIdentity) {
    throw redshiftError('EXPLICIT_IDS requires an IDENTITY column among the columns that are loaded', '42601');
  }
  for (const column of table.columns) {
    if (targets.includes(column) || column.identity || !column.notNull || column.defaultText !== undefined) continue;
    throw redshiftError('NOT NULL column without DEFAULT must be included in column list', '42601');
  }
  return targets;
}
