import type { Objects } from '../clients/objects';
import { loadsKey, loadUnitKey, plannedLoadsKey } from '../core/batch/load-keys';
import type { ObjectLocation } from '../core/batch/object-keys';
import { formatTableName } from '../core/config/table-name';
import { findTargetCollisions } from '../core/config/target-name';
import type { PlannedLoad } from '../core/load-report/account-loads';
import type { LoadItem, LoadRun, LoadUnit } from './contract';
import { forEachOf } from './read-groups';

/** What the Map over tables reads. */
export interface PlannedLoads {
  loads: ObjectLocation;
  units: number;
}

/**
 * Writes the units of a run, and the items of its Map.
 *
 * @throws NameCollision where two tables would have one target
 */
export const writeUnits = async (
  run: LoadRun,
  units: readonly LoadUnit[],
  store: Objects,
  waiting: readonly PlannedLoad[] = [],
): Promise<PlannedLoads> => {
  const targets = new Map(units.flatMap(({ tables }) => tables.map((table) => [nameOf(table.source), table] as const)));
  findTargetCollisions([...targets.values()]);
  const planned = [...units.flatMap(plannedOf), ...waiting];
  await store.write(plannedLoadsKey(run.root, run.runId), JSON.stringify(planned));
  const loaded = units.filter(({ steps, refusal }) => steps.length > 0 || refusal);
  const items: LoadItem[] = new Array(loaded.length);
  await forEachOf(loaded, async (unit, index) => {
    const unitAt = loadUnitKey(run.root, run.runId, unit.label);
    await store.write(unitAt, JSON.stringify(unit));
    items[index] = { label: unit.label, tables: unit.tables.map(({ target }) => nameOf(target)), unitAt };
  });
  const loads = loadsKey(run.root, run.runId);
  await store.write(loads, JSON.stringify(items));
  return { loads, units: items.length };
};

const plannedOf = ({ tables, steps, notes }: LoadUnit): PlannedLoad[] =>
  tables.map(({ source, target }, index) => ({
    source,
    target,
    batches: steps
      .filter((step) => nameOf(step.target) === nameOf(target))
      .map(({ batchId, files }) => ({ batchId, ...(files.format === 'extract' && { rows: rowsOf(files.load) }) })),
    ...(index === 0 && notes.length > 0 && { notes }),
  }));

const rowsOf = ({ rows, deletes }: { rows: number; deletes?: { rows: number } }): number => rows + (deletes?.rows ?? 0);

const nameOf = ({ schema, name }: { schema: string; name: string }): string => formatTableName(schema, name);
