import { type Instalment, type InventoryObject, inventoryObjects } from './inventory-objects';
import type { LogEntry } from './shop-log';
import { byTable, type Kind, keyText, SHOP_TABLES, type ShopColumn, type ShopRow, type TableName } from './shop-tables';

/** What a table has to hold. */
export interface ExpectedTable {
  name: TableName;
  key: readonly string[];
  columns: readonly ShopColumn[];
  /** By key; every column, values as `canonicalValue` gives them. */
  rows: ReadonlyMap<string, ShopRow>;
}

/**
 * The shop's tables after all objects of the instalments up to this one have been merged, in whatever order.
 *
 * @param truncates whether a TRUNCATE empties the table (`truncates: apply` of the configuration) or is passed over
 */
export function expectedTables(
  instalment: Instalment,
  truncates: 'apply' | 'ignore' = 'apply',
  objects: Readonly<Record<Instalment, readonly InventoryObject[]>> = inventoryObjects(),
): Record<TableName, ExpectedTable> {
  const told = instalment === 1 ? objects[1] : [...objects[1], ...objects[2]];
  // The order of the log: an entry that is told twice counts once.
  const entries = [...new Set(told.flatMap((object) => object.entries))].sort((a, b) => a.lsn - b.lsn);
  const tables = byTable(() => new Map<string, ShopRow>());
  for (const entry of entries) apply(tables[entry.table], entry, truncates);
  return byTable((name) => {
    const { key, columns } = SHOP_TABLES[name];
    return { name, key, columns, rows: tables[name] };
  });
}

function apply(rows: Map<string, ShopRow>, entry: LogEntry, truncates: 'apply' | 'ignore'): void {
  const { op, before, after, unavailable } = entry;
  const table = SHOP_TABLES[entry.table];
  if (op === 't') {
    if (truncates === 'apply') rows.clear();
  } else if (after === null) rows.delete(keyText(table, before as ShopRow));
  else {
    const key = keyText(table, after);
    const held = rows.get(key);
    const row = table.columns.map(({ name }) => {
      const value = unavailable.includes(name) ? held?.[name] : after[name];
      return [name, value ?? null];
    });
    rows.set(key, Object.fromEntries(row));
  }
}

/**
 * A value that a warehouse printed, in the one form in which values are expected: numbers without surplus zeros, JSON
 * without blanks.
 */
export function canonicalValue(kind: Kind, printed: string | number | bigint | boolean | null): string | null {
  if (printed === null) return null;
  const text = String(printed);
  switch (kind) {
    case 'integer':
    case 'decimal':
      return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
    case 'timestamp':
    case 'timestamptz':
      return text.replace(
        /(\.\d*?)0*(\+00)?$/,
        (_, fraction: string, zone = '') => (fraction === '.' ? '' : fraction) + zone,
      );
    case 'json':
      return JSON.stringify(JSON.parse(text));
    default:
      return text;
  }
}
