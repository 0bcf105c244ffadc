import type { UnitName } from '../core/batch/object-keys';
import type { Unit } from './contract';

/** The name under which a unit's objects are kept. */
export const unitName = (unit: Unit): UnitName => {
  if (unit.group !== undefined) return { group: unit.group };
  const [table] = unit.tables;
  if (!table) throw new RangeError('a unit has a table');
  return { table: table.destination };
};
