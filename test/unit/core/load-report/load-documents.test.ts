import type { z } from 'zod';
import type { BatchCounts } from '../../../../lambdas/core/load/batch-counts';
import type { Change, Conflict } from '../../../../lambdas/core/load/evolution-plan';
import {
  batchCountsSchema,
  conflictSchema,
  loadRecordDocument,
} from '../../../../lambdas/core/load-report/load-record';
import { tellChanges } from '../../../../lambdas/core/load-report/told-change';
import { formatDocument, parseDocument } from '../../../../lambdas/core/progress/stored-document';
import { appliedRecord, failedRecord, loadBatch } from './load-records';

/** A schema and the type of core/load say the same, in both directions: else this does not compile. */
const same = <A, B extends A>(_a?: A, _b?: B): true => true;

it('stores what core/load counts and finds', () => {
  expect(same<BatchCounts, z.infer<typeof batchCountsSchema>>()).toBe(true);
  expect(same<z.infer<typeof batchCountsSchema>, BatchCounts>()).toBe(true);
  expect(same<Conflict, z.infer<typeof conflictSchema>>()).toBe(true);
  expect(same<z.infer<typeof conflictSchema>, Conflict>()).toBe(true);
  // All optional keys are stored as well.
  const counts: Required<BatchCounts> = { ...loadBatch('b').counts, gone: 3, updated: 1, deleted: 2 };
  expect(batchCountsSchema.parse(counts)).toEqual(counts);
  const conflict: Required<Conflict> = { column: 'a', targetType: 'integer', dataType: 'varchar(9)', to: 'a_varchar' };
  expect(conflictSchema.parse(conflict)).toEqual(conflict);
});

it.each([
  ['applied', appliedRecord('t', [loadBatch('b1', { changes: [{ what: 'column added', name: 'c', type: 'date' }] })])],
  ['failed', failedRecord('t', [loadBatch('b1')], { timeline: { preparedAt: 'p' }, failedBatch: 'b2' })],
])('reads back the record of a table that is %s', (_, record) => {
  const text = formatDocument(loadRecordDocument, record);
  expect(parseDocument(loadRecordDocument, text, 'b/k.json')).toEqual(record);
});

it('tells changes of the target, without what is the load’s own concern', () => {
  const id = { name: 'id', type: 'bigint' };
  const changes: Change[] = [
    { kind: 'createSchema' },
    { kind: 'createTable', columns: [id], sortKey: ['id'], distKey: 'id' },
    { kind: 'addColumn', column: { name: 'note', type: 'varchar(64)' } },
    { kind: 'widen', column: { name: 'email', type: 'varchar(320)' } },
    { kind: 'createLedger' },
    { kind: 'seedFence' },
    { kind: 'createPositions', key: [id], carried: [] },
    { kind: 'createTombstones', key: [id], carried: [] },
    { kind: 'widenKey', table: 'positions', column: { name: 'code', type: 'varchar(20)' } },
    { kind: 'addCarried', table: 'tombstones', column: 'blob' },
  ];
  expect(tellChanges({ schema: 'raw', table: 'orders' }, changes)).toEqual([
    { what: 'schema created', name: 'raw' },
    { what: 'table created', name: 'raw.orders', columns: [id] },
    { what: 'column added', name: 'note', type: 'varchar(64)' },
    { what: 'column widened', name: 'email', type: 'varchar(320)' },
    { what: 'control table changed', name: 'ledger' },
    { what: 'control table changed', name: 'positions' },
    { what: 'control table changed', name: 'tombstones' },
    { what: 'control table changed', name: 'positions' },
    { what: 'control table changed', name: 'tombstones' },
  ]);
});
