import { type BadRow, type Change, isBadRow } from '../../../../lambdas/core/shape/change';
import { type ObjectContext, objectChanges } from '../../../../lambdas/core/shape/object-changes';
import type { ReadSource } from '../../../../lambdas/core/shape/object-table';
import type { TableOptions } from '../../../../lambdas/core/shape/source-tables';
import { CountedObject, short } from './parquet/parquet-files';
import { allOf } from './read-all';

const below = { prefix: 'in/', lookbackSeconds: 60, keysInOrder: false, changedObjects: 'take' } as const;
export const rows = (more: object): ReadSource =>
  ({ ...below, format: 'rows', type: 'ndjson', tablePath: '{table}/', ...more }) as ReadSource;
export const dms = (more: object): ReadSource =>
  ({
    ...below,
    format: 'dms',
    type: 'csv',
    tablePath: '{schema}/{table}/',
    opColumn: 'Op',
    opIn: 'changes',
    ...more,
  }) as ReadSource;
export const debezium = (more: object): ReadSource =>
  ({
    ...below,
    format: 'debezium',
    type: 'ndjson',
    placeholder: '__debezium_unavailable_value',
    ...more,
  }) as ReadSource;
export const dmsCsv = (more: object = {}) => ({ csv: { delimiter: ',', header: true, nullText: 'NULL', ...more } });

export const context = (
  options: Partial<TableOptions> | ((name: string) => Partial<TableOptions>) = {},
): ObjectContext => ({
  batchSeq: 17_000_000_000_000_0,
  optionsOf: ({ schema, name }) => ({
    enabled: true,
    columnTypes: {},
    ...(typeof options === 'function' ? options(`${schema}.${name}`) : options),
  }),
});
export const read = async (
  source: ReadSource,
  key: string,
  content: string | Uint8Array,
  given: ObjectContext = context(),
): Promise<(Change | BadRow)[]> => {
  const object = { key, index: 3, lastModified: '2024-05-06T07:08:09.000Z' };
  return allOf(objectChanges(source, object, new CountedObject(Buffer.from(content as Uint8Array)), given));
};
export const outline = (items: (Change | BadRow)[]): unknown[] =>
  items.map((item) =>
    isBadRow(item)
      ? item.reason
      : [
          `${item.op} ${item.table.schema}.${item.table.name}`,
          Object.fromEntries(Object.entries(item.row).map(([name, value]) => [name, short(value)])),
        ],
  );
export const LOAD = 'in/hr/emp/LOAD00000001.csv';
export const CDC = 'in/hr/emp/2024/05/06/20240506-070809123.csv';
