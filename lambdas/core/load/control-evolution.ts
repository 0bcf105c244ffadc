import { PrimaryKeyInvalid, PrimaryKeyMissing } from '../errors';
import type { Change, ColumnType, EvolutionRequest } from './evolution-plan';
import type { LoadColumn } from './load-column';
import type { TargetColumn, TargetState, TargetTable } from './target-state';
import { holds, widened } from './type-room';

interface Memory {
  name: 'positions' | 'tombstones';
  table?: TargetTable;
}

/** The control table that remembers keys, and what the source leaves out; append and replace need none. */
const memoryOf = ({ writeMode, state }: EvolutionRequest): Memory | undefined => {
  if (writeMode === 'merge') return { name: 'positions', ...(state.positions && { table: state.positions }) };
  if (writeMode === 'scd2') return { name: 'tombstones', ...(state.tombstones && { table: state.tombstones }) };
  return undefined;
};

/** The table has the key first, then `shuttle_pos` (and `shuttle_at`), then a column for each that is carried. */
const parts = (table: TargetTable | undefined): { key: TargetColumn[]; carried: string[] } => {
  const columns = table?.columns ?? [];
  const pos = columns.findIndex(({ name }) => name === 'shuttle_pos');
  const carried = columns.slice(pos + 1).map(({ name }) => name);
  return { key: columns.slice(0, Math.max(0, pos)), carried: carried.filter((name) => name !== 'shuttle_at') };
};

/**
 * The key by which a table was loaded before, as its control table has it; null where nothing was. A batch that tells no key
 * (truncates alone, or values that come without one) goes on with it.
 */
export const rememberedKey = ({ positions, tombstones }: TargetState, writeMode: string): string[] | null => {
  const { key } = parts(writeMode === 'scd2' ? tombstones : positions);
  return key.length === 0 ? null : key.map(({ name }) => name);
};

/** Columns of the target that the source has ever left out: those of the control table, and those of this batch. */
export const everCarried = (request: EvolutionRequest, columns: readonly LoadColumn[]): string[] => {
  const memory = memoryOf(request);
  if (memory === undefined) return [];
  if (request.partial) {
    const told = columns.filter(({ name }) => !request.key.includes(name)).map(({ from }) => from);
    return [...new Set([...parts(memory.table).carried, ...told])];
  }
  const absent = new Set(request.absent);
  const seen = columns.filter(({ from, name }) => absent.has(from) && !request.key.includes(name));
  return [...new Set([...parts(memory.table).carried, ...seen.map(({ name }) => name)])];
};

/**
 * The ledger with its fence, and what the writeMode remembers of keys.
 *
 * @throws PrimaryKeyMissing for a key column that the data has not
 * @throws PrimaryKeyInvalid for another key than the control table's, or one that it cannot hold any more
 */
export const controlChanges = (
  request: EvolutionRequest,
  columns: readonly LoadColumn[],
  carried: readonly string[],
): Change[] => {
  const { state, distKey } = request;
  const changes: Change[] = [];
  if (state.ledger === undefined) changes.push({ kind: 'createLedger' });
  if (!state.isFenced) changes.push({ kind: 'seedFence' });
  const memory = memoryOf(request);
  if (memory === undefined) return changes;
  const key = keyTypes(request, columns);
  if (memory.table === undefined) {
    const kind = memory.name === 'positions' ? 'createPositions' : 'createTombstones';
    return [...changes, { kind, key, carried, ...(distKey !== undefined && { distKey }) }];
  }
  const known = parts(memory.table);
  const remembered = new Set(known.carried);
  const missing = carried.filter((name) => !remembered.has(name));
  return [
    ...changes,
    ...keyChanges(request, memory.name, known.key, key),
    ...missing.map((column): Change => ({ kind: 'addCarried', table: memory.name, column })),
  ];
};

const keyTypes = ({ key, target, writeMode }: EvolutionRequest, columns: readonly LoadColumn[]): ColumnType[] =>
  key.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) {
      throw new PrimaryKeyMissing(
        `${target.schema}.${target.table}: key column ${JSON.stringify(name)} is not in the data, and writeMode ${writeMode} needs it`,
      );
    }
    return { name, type: column.type };
  });

/** A VARCHAR of the key grows with the target's; nothing else of a key changes. */
const keyChanges = (
  { target }: EvolutionRequest,
  table: Memory['name'],
  known: readonly TargetColumn[],
  key: readonly ColumnType[],
): Change[] => {
  const place = `${target.schema}.${target.table}`;
  const names = (columns: readonly { name: string }[]) => columns.map(({ name }) => name).sort();
  if (JSON.stringify(names(known)) !== JSON.stringify(names(key))) {
    throw new PrimaryKeyInvalid(
      `${place}: the key is (${names(key)}), and its ${table} table was made for (${names(known)}). A key cannot change: ` +
        'load into another table, or drop the control tables and load everything anew',
    );
  }
  return key.flatMap(({ name, type }): Change[] => {
    const column = known.find((candidate) => candidate.name === name);
    if (column === undefined || holds(column.type, type)) return [];
    const wider = widened(column.type, type);
    if (wider !== undefined) return [{ kind: 'widenKey', table, column: { name, type: wider } }];
    throw new PrimaryKeyInvalid(
      `${place}: key column ${JSON.stringify(name)} is ${type}, and was ${column.type} in its ${table} table`,
    );
  });
};
