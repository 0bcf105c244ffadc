import { SchemaDrifted } from '../errors';
import type { SchemaChange } from './schema-difference';
import type { CatalogColumn } from './table';

/** `evolve`: the files follow the table. `freeze`: the known columns only. `fail`: any change is refused. */
export type DriftPolicy = 'evolve' | 'freeze' | 'fail';

export interface DriftOutcome {
  /** The columns to read, in their order. */
  columns: CatalogColumn[];
  /** Why an incremental table must be read in full: its older batches would not tell what the table holds. */
  fullLoad?: string;
}

/**
 * Applies a table's policy to what schemaDifference found.
 *
 * `freeze` leaves added columns out and lets widened ones pass: their file type is the same. It cannot keep a column that
 * is gone or has another type.
 *
 * A full load is due when rows that were read before may look different now: a retyped column; an added one with a
 * DEFAULT, which older rows have too; one whose default nobody knows; one that may be a dropped column under a new name;
 * one of a name that was dropped, or left out, since the last full load.
 *
 * @param columns the table's columns now, as config selects them
 * @param label the table's name, for the message
 * @param unlike columns that were dropped or left out since the last full load: what older files hold of them, or lack,
 *   is not what the table has
 * @throws SchemaDrifted listing every change and what to do
 */
export const applyDrift = (
  policy: DriftPolicy,
  changes: readonly SchemaChange[],
  columns: readonly CatalogColumn[],
  label: string,
  unlike: readonly string[] = [],
): DriftOutcome => {
  const refused = changes.filter(({ change }) => policy === 'fail' || (policy === 'freeze' && isLoss(change)));
  if (refused.length > 0) throw new SchemaDrifted(message(policy, changes, label));
  const leftOut = new Set(policy === 'freeze' ? namesOf(changes, 'added') : []);
  const fullLoad = policy === 'freeze' ? undefined : whyFullLoad(changes, columns, unlike);
  return {
    columns: columns.filter(({ name }) => !leftOut.has(name)),
    ...(fullLoad === undefined ? {} : { fullLoad }),
  };
};

/** One line for a change: `amount: retyped from integer to numeric(12,2)`, `note: added, varchar(9)`. */
export const changeText = ({ change, column, from, to }: SchemaChange): string => {
  if (from !== undefined && to !== undefined) return `${column}: ${change} from ${from} to ${to}`;
  return [`${column}: ${change}`, from ?? to].filter((part) => part !== undefined).join(', ');
};

const isLoss = (change: SchemaChange['change']): boolean => change === 'dropped' || change === 'retyped';

const namesOf = (changes: readonly SchemaChange[], kind: SchemaChange['change']): string[] =>
  changes.filter(({ change }) => change === kind).map(({ column }) => column);

const message = (policy: DriftPolicy, changes: readonly SchemaChange[], label: string): string =>
  [
    `${label}: its columns changed since the last commit, and schemaDrift is ${policy}:`,
    ...changes.map((change) => `  ${changeText(change)}`),
    'If the change is wanted, set schemaDrift: evolve for a run; otherwise exclude new columns and restore old ones',
  ].join('\n');

const whyFullLoad = (
  changes: readonly SchemaChange[],
  columns: readonly CatalogColumn[],
  unlike: readonly string[],
): string | undefined => {
  const droppedTypes = new Map(
    changes.flatMap(({ change, column, from }) =>
      change === 'dropped' && from !== undefined ? [[withoutLength(from), column]] : [],
    ),
  );
  const reasons = changes.flatMap(({ change, column, from, to }): string[] => {
    if (change === 'retyped') return [`column ${column} changed from ${from} to ${to}`];
    if (change !== 'added') return [];
    if (unlike.includes(column)) return [`column ${column} is back, and older batches do not hold what it holds`];
    const hasDefault = columns.find(({ name }) => name === column)?.hasDefault;
    if (hasDefault) return [`column ${column} was added with a default, which older rows have too`];
    if (hasDefault === undefined) return [`column ${column} was added, and what older rows hold there is not known`];
    const old = droppedTypes.get(withoutLength(to ?? ''));
    return old === undefined
      ? []
      : [`column ${column} was added as ${old} was dropped: it may be the same under a new name`];
  });
  return reasons.length === 0 ? undefined : reasons.join('; ');
};

/** A column may be renamed and widened at once. */
const withoutLength = (type: string): string => type.replace(/^varchar\(\d+\)/, 'varchar');
