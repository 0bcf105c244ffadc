import type { Change, Value } from '../../../../lambdas/core/shape/change';
import { jsonInference } from '../../../../lambdas/core/shape/column/value-facts';
import { rowOf } from '../../../../lambdas/core/shape/row';
import type { GroupScan } from '../../../../lambdas/core/staging/group-scan';
import { TableScanner } from '../../../../lambdas/core/staging/table-scanner';

export const TABLE = { schema: 's', name: 't' };

export const change = (row: Record<string, Value>, more: Partial<Change> = {}): Change => ({
  table: TABLE,
  op: 'U',
  key: ['id'],
  row: rowOf(Object.entries(row)),
  absent: [],
  pos: '007',
  at: null,
  ...more,
});

/** What a group holds. */
export const scanOf = (changes: readonly Change[], group = 0): GroupScan => {
  const scanner = new TableScanner(jsonInference);
  for (const each of changes) scanner.add(each);
  return { formatVersion: 1, group, tables: scanner.result(), unread: [], unreadable: [] };
};
