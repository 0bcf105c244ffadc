import { planEvolution } from '../../../../../lambdas/core/load/evolution';
import type { EvolutionRequest } from '../../../../../lambdas/core/load/evolution-plan';
import type { TargetTable } from '../../../../../lambdas/core/load/target-state';
import { roomyType } from '../../../../../lambdas/core/load/type-room';
import { applyBatch } from '../../../../../lambdas/core/sql/load/apply-batch';
import type { ApplyRequest } from '../../../../../lambdas/core/sql/load/apply-request';
import {
  type ColumnCost,
  ColumnRoom,
  INSERTED,
  MERGED,
  PARTIAL,
} from '../../../../../lambdas/core/staging/column-room';
import { MAX_BATCH_STATEMENTS, MAX_SQL_BYTES } from '../../../../../lambdas/core/statement/statement';
import { HISTORY_NAMES } from '../../../../support/load-rig';

const EVENT = ['id', 'received_at', '_overflow'];
const typeOf = (name: string): string | undefined =>
  ({ id: 'varchar(64)', received_at: 'timestamp', _overflow: 'super' })[name];

/** Names of as many properties as a table of events has room for, 1,400 at most. */
const roomFor = (cost: ColumnCost, nameOf: (n: number) => string): string[] => {
  const room = new ColumnRoom(cost);
  for (const name of EVENT) room.keep(name);
  return Array.from({ length: 1_400 }, (_, n) => nameOf(n)).filter((name) => room.take(name));
};

const column = (name: string, type: string): TargetTable['columns'][number] => ({
  ...{ name, type, nullable: true, hasDefault: false },
  ...{ encoding: 'none', isDistKey: false, sortKey: 0 },
});
const tableOf = (columns: TargetTable['columns']): TargetTable => ({ kind: 'table', primaryKey: [], columns });

interface Batch {
  writeMode: 'append' | 'merge';
  partial?: true;
  properties: string[];
  /** Of so many properties the values are texts, and the columns BIGINT. */
  misfits: number;
  onConflict?: 'column' | 'quarantine';
}

/** Plans and renders a batch of events; after its changes the conflict columns are there. */
const statementsOf = ({ writeMode, partial, properties, misfits, onConflict = 'column' }: Batch) => {
  const table = tableOf([...EVENT, ...properties].map((name) => column(name, typeOf(name) ?? roomyType('bigint'))));
  const target = { schema: 'web', table: 'order_completed' };
  const request: EvolutionRequest = {
    target,
    state: { schemaExists: true, target: table, ledger: tableOf([]), isFenced: true, lastBatchSeq: null },
    columns: [...EVENT, ...properties].map((name, n) => ({
      name,
      type: typeOf(name) ?? (n - EVENT.length < misfits ? 'varchar(20)' : 'bigint'),
      isDeclared: false,
    })),
    ...{ absent: [], policy: 'add' as const, conflicts: onConflict, writeMode, key: ['id'], history: HISTORY_NAMES },
    ...(partial && { partial }),
  };
  const plan = planEvolution(request);
  for (const change of plan.changes)
    if (change.kind === 'addColumn') table.columns.push(column(change.column.name, change.column.type));
  const { columns, carried, conflicts } = planEvolution(request);
  const apply: ApplyRequest = {
    ...{ target, batch: { id: 'b', seq: '1' }, writeMode, columns, key: ['id'], carried, history: HISTORY_NAMES },
    ...(partial ? { partial } : { dedupe: { column: 'received_at', windowSeconds: 60 } }),
    ...{ deletes: { mode: 'ignore' as const }, truncates: 'ignore' as const, iamRole: 'default', timeoutSeconds: 60 },
    source: { format: 'json', manifest: { bucket: 'b', key: 'k' }, rows: 1 },
    quarantine: { bucket: 'b', key: 'q/' },
  };
  const statements = applyBatch(apply);
  return { statements, conflicts, columns };
};

const NAMES: Record<string, (n: number) => string> = {
  'short names': (n) => `p${n}`,
  'usual names': (n) => `a_property_of_some_name_${n}`,
  'long names': (n) => `${'x'.repeat(115)}_${n}`,
};
const MODES = [
  ['appended', { writeMode: 'append' }, INSERTED],
  ['merged', { writeMode: 'merge' }, MERGED],
  ['of users, who are told in parts', { writeMode: 'merge', partial: true }, PARTIAL],
] as const;

describe('A batch of events fits the Data API', () => {
  const misfits = [
    [0, 'column'],
    [100, 'column'],
    [1_400, 'column'],
    [1_400, 'quarantine'],
  ] as const;
  const cases = Object.entries(NAMES).flatMap(([names, nameOf]) =>
    MODES.flatMap(([how, mode, cost]) =>
      misfits.map(
        ([count, to]) => [names, how, count, to, { ...mode, onConflict: to }, roomFor(cost, nameOf)] as const,
      ),
    ),
  );

  it.each(cases)('%s, %s, as many as there is room for: of %d values that do not fit go to a %s', (...each) => {
    const [, , count, , mode, properties] = each;
    const { statements } = statementsOf({ ...mode, properties, misfits: count });
    expect(statements.length).toBeLessThanOrEqual(MAX_BATCH_STATEMENTS);
    expect(Math.max(...statements.map(({ sql }) => Buffer.byteLength(sql.text)))).toBeLessThanOrEqual(MAX_SQL_BYTES);
  });

  it.each([
    ['appended', 'short names', 1_397],
    ['appended', 'usual names', 1_251],
    ['appended', 'long names', 346],
    ['of users, who are told in parts', 'short names', 477],
    ['of users, who are told in parts', 'usual names', 318],
  ])('tables %s have room for columns of %s: %d', (how, names, expected) => {
    const cost = MODES.find(([name]) => name === how)?.[2] ?? INSERTED;
    expect(roomFor(cost, NAMES[names] ?? String)).toHaveLength(expected);
  });

  it('gives columns of their own to as many conflicts as a statement can name, and refuses rows for the others', () => {
    const properties = roomFor(INSERTED, NAMES['usual names'] ?? String);
    const { conflicts } = statementsOf({ writeMode: 'append', properties, misfits: 300 });
    const beside = conflicts.filter(({ to }) => to !== undefined);
    expect(conflicts).toHaveLength(300);
    expect(beside.length).toBeGreaterThan(100);
    expect(beside.length).toBeLessThan(300);
  });
});
