import { formatRedshiftType, parseRedshiftType } from '../catalog/redshift-type';
import { fitted } from './control-tables';
import type { Change, Conflict, DataColumn } from './evolution-plan';
import type { LoadColumn } from './load-column';
import type { Placing } from './placing';
import type { TargetColumn } from './target-state';
import { holds, roomyType, textBytes, widened } from './type-room';

/** Where a column's values go. Without a column it is left out. */
export interface PlacedColumn {
  changes: Change[];
  columns: LoadColumn[];
  conflict?: Conflict;
  /** What policy `fail` refuses. */
  drift?: string;
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html, ALTER COLUMN TYPE */
const FIXED_ENCODINGS = new Set(['bytedict', 'runlength', 'text255', 'text32k']);

/**
 * Finds the place for a column of the data in a table that exists. A column called `<name>__<type>` beside it is its
 * conflict column, of this batch or an earlier one, unless the data has one of that name itself.
 *
 * @param hasRoom whether a column may be added beside it: else values that do not fit have no column of their own
 */
export const placeColumn = (placing: Placing, data: DataColumn, hasRoom = true): PlacedColumn => {
  const placed = placeMain(placing, data, hasRoom);
  if (placed.columns.length === 0) return placed;
  placed.columns = placed.columns.map((column) => withNotNull(placing, column));
  return { ...placed, columns: [...placed.columns, ...emptied(placing, data, placed.columns)] };
};

/** The place of a column that the data has without a value: where the target has it, and nowhere else. */
export const placeUntold = (placing: Placing, name: string): LoadColumn[] => {
  const found = placing.target.get(name);
  if (found === undefined) return [];
  const data: DataColumn = { name, type: found.type, isDeclared: false };
  const column = whole(data, plainType(found));
  // Rows without a key are refused one by one.
  const placed = [withNotNull(placing, { ...column, take: placing.request.key.includes(name) ? 'all' : 'none' })];
  return [...placed, ...emptied(placing, data, placed)];
};

/** Conflict columns of the target that the data has no value for. */
const emptied = ({ told, beside }: Placing, data: DataColumn, placed: readonly LoadColumn[]): LoadColumn[] => {
  const isTaken = (name: string) => told.has(name) || placed.some((column) => column.name === name);
  const others = (beside.get(data.name) ?? []).filter(({ name }) => !isTaken(name));
  return others.map((column): LoadColumn => ({ ...whole(data, plainType(column)), name: column.name, take: 'none' }));
};

const placeMain = (placing: Placing, data: DataColumn, hasRoom: boolean): PlacedColumn => {
  const { policy } = placing.request;
  const found = placing.target.get(data.name);
  if (found === undefined) {
    const drift = `${JSON.stringify(data.name)} (${data.type}) is not in the table`;
    if (policy !== 'add') return { changes: [], columns: [], drift };
    const type = newType(data);
    return { changes: [{ kind: 'addColumn', column: { name: data.name, type } }], columns: [whole(data, type)] };
  }
  if (holds(found.type, data.type)) return { changes: [], columns: [whole(data, plainType(found))] };
  const drift = `${JSON.stringify(data.name)} is ${plainType(found)}, and the data has ${data.type}`;
  const wider = policy === 'add' && canWiden(placing, found) ? widened(found.type, data.type) : undefined;
  if (wider !== undefined) {
    return { changes: [{ kind: 'widen', column: { name: data.name, type: wider } }], columns: [whole(data, wider)] };
  }
  return { ...split(placing, found, data, hasRoom), drift };
};

const withNotNull = ({ target }: Placing, column: LoadColumn): LoadColumn => {
  const isNullable = target.get(column.name)?.nullable ?? true;
  return isNullable ? column : { ...column, notNull: true };
};

const plainType = ({ type, name }: TargetColumn): string => formatRedshiftType(parseRedshiftType(type, name));

const newType = ({ name, type, isDeclared }: DataColumn): string =>
  isDeclared ? formatRedshiftType(parseRedshiftType(type, name)) : roomyType(type);

const whole = ({ name, type }: DataColumn, into: string): LoadColumn => ({
  name,
  type: into,
  from: name,
  fromType: formatRedshiftType(parseRedshiftType(type, name)),
  take: 'all',
});

const canWiden = ({ fixed }: Placing, { name, hasDefault, encoding }: TargetColumn): boolean =>
  !hasDefault && !FIXED_ENCODINGS.has(encoding ?? '') && !fixed.has(name);

/** Values that fit stay with their column; the others go to a column of their own, or their rows are refused. */
const split = (placing: Placing, found: TargetColumn, data: DataColumn, hasRoom: boolean): PlacedColumn => {
  const { policy, conflicts } = placing.request;
  const fromType = formatRedshiftType(parseRedshiftType(data.type, data.name));
  const main: LoadColumn = { name: data.name, type: plainType(found), from: data.name, fromType, take: 'fitting' };
  const conflict: Conflict = { column: data.name, targetType: main.type, dataType: fromType };
  const rest = policy === 'add' && conflicts === 'column' ? restColumn(placing, data, hasRoom) : undefined;
  if (rest === undefined) return { changes: [], columns: [main], conflict };
  const { name, type } = rest.column;
  return {
    changes: rest.changes,
    columns: [main, { name, type, from: data.name, fromType, take: 'rest' }],
    conflict: { ...conflict, to: name },
  };
};

/** `<name>__<type>`; where that is taken by something else, `<name>__varchar`. */
const restColumn = (
  placing: Placing,
  data: DataColumn,
  hasRoom: boolean,
): { column: { name: string; type: string }; changes: Change[] } | undefined => {
  const type = parseRedshiftType(data.type, data.name);
  const bytes = textBytes(type);
  const candidates = [{ name: `${data.name}__${type.base.replaceAll(/[ "]+/g, '_')}`, type: roomyType(data.type) }];
  if (bytes !== undefined) candidates.push({ name: `${data.name}__varchar`, type: roomyType(`varchar(${bytes})`) });
  for (const candidate of candidates) {
    const column = { ...candidate, name: fitted(candidate.name) };
    if (placing.told.has(column.name)) continue;
    const found = placing.target.get(column.name);
    if (found === undefined) {
      if (!hasRoom) continue;
      return { column, changes: [{ kind: 'addColumn', column }] };
    }
    if (holds(found.type, data.type)) return { column: { name: found.name, type: plainType(found) }, changes: [] };
    const wider = canWiden(placing, found) ? widened(found.type, data.type) : undefined;
    if (wider !== undefined) {
      const grown = { name: found.name, type: wider };
      return { column: grown, changes: [{ kind: 'widen', column: grown }] };
    }
  }
  return undefined;
};
