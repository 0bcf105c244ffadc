import { formatRedshiftType, parseRedshiftType } from '../catalog/redshift-type';
import { ConfigInvalid, SchemaDrifted, TableNotFound } from '../errors';
import { ConflictRoom } from './conflict-room';
import { controlChanges, everCarried } from './control-evolution';
import { checkColumnNames, ownColumnNames } from './control-tables';
import type { Change, ColumnType, Conflict, EvolutionPlan, EvolutionRequest } from './evolution-plan';
import type { LoadColumn } from './load-column';
import { placeColumn, placeUntold } from './place-column';
import { placingOf } from './placing';
import type { TargetState, TargetTable } from './target-state';
import { holds, roomyType } from './type-room';

/** What scd2 keeps beside a version's values. */
const historyTypes = ({ validFrom, validTo, isCurrent }: EvolutionRequest['history']): ColumnType[] => [
  { name: validFrom, type: 'timestamp' },
  { name: validTo, type: 'timestamp' },
  { name: isCurrent, type: 'boolean' },
  { name: 'shuttle_pos', type: 'varchar(64)' },
];
/** Which of a version's values its change left out. */
const ABSENT: ColumnType = { name: 'shuttle_absent', type: 'varchar(65535)' };

/**
 * Plans how the target comes to hold the data. Columns are added and VARCHAR columns widened; nothing is dropped, retyped
 * or made a key.
 *
 * @throws SchemaDrifted where the policy forbids what is needed, or rows could never be inserted; lists every difference
 * @throws TableNotFound without a table, unless the policy is `add`
 * @throws NameCollision for columns that have the load's own names
 * @throws ConfigInvalid for a target that is a view
 */
export const planEvolution = (request: EvolutionRequest): EvolutionPlan => {
  const { state, policy } = request;
  const place = `${request.target.schema}.${request.target.table}`;
  const schema: Change[] = state.schemaExists ? [] : [{ kind: 'createSchema' }];
  // The ledger alone: the batch is done with, though there is no table yet.
  if (isVoid(state, request.columns) && policy === 'add') {
    return {
      changes: [...schema, ...controlChanges(request, [], [])],
      columns: [],
      conflicts: [],
      left: [],
      carried: [],
    };
  }
  checkColumnNames([...request.columns.map(({ name }) => name), ...untold(request)], request);
  if (state.target?.kind === 'view') throw new ConfigInvalid(`${place} is a view: a load needs a table`);
  if (state.target === undefined && policy !== 'add') {
    throw new TableNotFound(`${place} does not exist, and evolve is ${policy}: create it, or set evolve: add`);
  }
  const placed = state.target === undefined ? created(request) : placeAll(request, state.target);
  const carried = everCarried(request, placed.columns);
  const changes: Change[] = [
    ...schema,
    ...placed.changes,
    ...ownColumns(request, carried, place),
    ...controlChanges(request, placed.columns, carried),
  ];
  return { ...placed, changes: withOwn(changes, request, carried), carried };
};

/**
 * Whether nothing can be done: the target is not there, and the data tells no column that it could be made of. It is of
 * truncates alone, or of rows without any value. Such a batch is appended, which counts its rows and makes nothing of them.
 */
export const isVoid = ({ target }: TargetState, columns: readonly unknown[]): boolean =>
  target === undefined && columns.length === 0;

/** Columns of the data without a value in it. */
const untold = ({ columns, nulls = [], absent }: EvolutionRequest): string[] => {
  const told = new Set(columns.map(({ name }) => name));
  return [...new Set([...nulls, ...absent])].filter((name) => !told.has(name));
};

type Placed = Pick<EvolutionPlan, 'changes' | 'columns' | 'conflicts' | 'left'>;

const created = ({ columns, distKey, sortKey = [] }: EvolutionRequest): Placed => {
  const typed = columns.map(({ name, type, isDeclared }) => ({
    name,
    type: isDeclared ? formatRedshiftType(parseRedshiftType(type, name)) : roomyType(type),
  }));
  return {
    changes: [{ kind: 'createTable', columns: typed, sortKey, ...(distKey !== undefined && { distKey }) }],
    columns: typed.map(({ name, type }) => ({ name, type, from: name, fromType: type, take: 'all' })),
    conflicts: [],
    left: [],
  };
};

const placeAll = (request: EvolutionRequest, table: TargetTable): Placed => {
  const changes: Change[] = [];
  const columns: LoadColumn[] = [];
  const conflicts: Conflict[] = [];
  const left: string[] = [];
  const drifts: string[] = [];
  const room = new ConflictRoom(request, table);
  const withoutValue = untold(request);
  const placing = placingOf(request, withoutValue, table);
  for (const column of request.columns) {
    const placed = placeColumn(placing, column, room.has(column.name));
    changes.push(...placed.changes);
    columns.push(...placed.columns);
    if (placed.conflict) {
      conflicts.push(placed.conflict);
      for (const change of placed.changes) if (change.kind === 'addColumn') room.take(change.column.name);
    }
    if (placed.columns.length === 0) left.push(column.name);
    if (placed.drift !== undefined && request.policy === 'fail') drifts.push(placed.drift);
  }
  for (const name of withoutValue) columns.push(...placeUntold(placing, name));
  for (const name of columnless(request, table, columns)) columns.push(...placeUntold(placing, name));
  const filled = new Set([...columns.map(({ name }) => name), ...ownColumnNames(request), 'shuttle_pos']);
  const empty = table.columns.filter(({ name, nullable, hasDefault }) => !nullable && !hasDefault && !filled.has(name));
  drifts.push(...empty.map(({ name }) => `${JSON.stringify(name)} is NOT NULL and not in the data`));
  if (drifts.length > 0) {
    const { schema, table: name } = request.target;
    throw new SchemaDrifted(
      `${schema}.${name} does not fit the data: ${drifts.join('; ')}. Change the table, or set evolve: add`,
    );
  }
  return { changes, columns, conflicts, left };
};

/**
 * What truncates alone, and rows without any value, are given as NULL: no statement goes without a column, and none that
 * merges without the key.
 */
const columnless = (request: EvolutionRequest, table: TargetTable, placed: readonly LoadColumn[]): string[] => {
  const names = new Set(placed.map(({ name }) => name));
  const key = request.columns.length === 0 ? request.key.filter((name) => !names.has(name)) : [];
  if (names.size + key.length > 0) return key;
  return table.columns.slice(0, 1).map(({ name }) => name);
};

const ownTypes = ({ writeMode, history, softDelete }: EvolutionRequest, carried: readonly string[]): ColumnType[] => [
  ...(writeMode === 'scd2' ? historyTypes(history) : []),
  ...(writeMode === 'scd2' && carried.length > 0 ? [ABSENT] : []),
  ...(softDelete === undefined ? [] : [{ name: softDelete, type: 'boolean' }]),
];

/** The load's own columns that an existing table lacks. */
const ownColumns = (request: EvolutionRequest, carried: readonly string[], place: string): Change[] => {
  const { target } = request.state;
  if (target === undefined) return [];
  const missing = ownTypes(request, carried).filter(
    ({ name }) => !target.columns.some((column) => column.name === name),
  );
  if (missing.length > 0 && request.policy !== 'add') {
    const names = missing.map(({ name, type }) => `${name} ${type}`).join(', ');
    throw new SchemaDrifted(`${place} lacks ${names}: add the columns, or set evolve: add`);
  }
  const wrong = ownTypes(request, carried).filter(({ name, type }) =>
    target.columns.some((column) => column.name === name && !holds(column.type, type)),
  );
  if (wrong.length > 0) {
    const names = wrong.map(({ name, type }) => `${name} is not ${type}`).join(', ');
    throw new SchemaDrifted(`${place}: ${names}: the load keeps its own values there, change or rename the column`);
  }
  return missing.map((column) => ({ kind: 'addColumn', column }));
};

/** A table that is created has the load's own columns from the start. */
const withOwn = (changes: readonly Change[], request: EvolutionRequest, carried: readonly string[]): Change[] =>
  changes.map((change) =>
    change.kind === 'createTable' ? { ...change, columns: [...change.columns, ...ownTypes(request, carried)] } : change,
  );
