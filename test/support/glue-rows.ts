import { mapColumns } from '../../lambdas/core/catalog/column-mapping';
import { type TableSchema, tableSchemaOf } from '../../lambdas/core/catalog/table-schema';
import type { Batch, Checkpoint } from '../../lambdas/core/progress/checkpoint';

export const ROOT = { bucket: 'lake', prefix: 'shuttle/lake/' };
export const DESTINATION = { schema: 'sales', name: 'orders' };

/** A schema by `name type` pairs. */
export const schemaOf = (...columns: string[]): TableSchema =>
  tableSchemaOf(
    { schema: 'sales', name: 'orders' },
    mapColumns(
      columns.map((column) => {
        const [, name = '', type = ''] = /^(.+) (\S+)$/.exec(column) ?? [];
        return { name, type, nullable: true };
      }),
    ),
    [],
  );

export const batchOf = (batchId: string, more: Partial<Batch> = {}): Batch => ({
  batchId,
  runId: 'run',
  method: 'unload',
  kind: 'snapshot',
  manifest: { bucket: 'lake', key: 'm' },
  schemaVersion: 'v1',
  rows: 3,
  files: 2,
  sizeBytes: 30,
  quarantined: 0,
  committedAt: '2026-01-05T03:00:00.000Z',
  ...more,
});

/** current.json of a table with these live batches. */
export const checkpointOf = (mode: 'full' | 'incremental', version: string, ...batches: Batch[]): Checkpoint => ({
  formatVersion: 2,
  committedBy: batches.at(-1)?.batchId ?? '',
  committedAt: '2026-01-05T03:00:00.000Z',
  table: { schema: 'sales', name: 'Orders' },
  destination: DESTINATION,
  mode,
  primaryKey: [],
  schema: { version, bucket: 'lake', key: `schemas/${version}.json` },
  batches,
  superseded: [],
});
