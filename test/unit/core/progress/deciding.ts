import { mapColumns } from '../../../../lambdas/core/catalog/column-mapping';
import { type TableSchema, tableSchemaOf } from '../../../../lambdas/core/catalog/table-schema';
import type { Checkpoint } from '../../../../lambdas/core/progress/checkpoint';
import { type Committed, decideRead, type ReadIntent } from '../../../../lambdas/core/progress/decide-read';
import { EARLIER, incremental, incrementalCheckpoint, NOW, RUN_ID } from '../../../support/extract-fixture';

export type Column = ReadIntent['columns'][number];
export const when = { runId: RUN_ID, now: NOW };
export const schemaOf = (columns: readonly Column[] = incremental.columns): TableSchema =>
  tableSchemaOf(incremental.source, mapColumns(columns), []);
export const committed = (
  more: Partial<Checkpoint> = {},
  columns: readonly Column[] = incremental.columns,
): Committed => ({
  checkpoint: incrementalCheckpoint(EARLIER, more),
  schema: schemaOf(columns),
});
export const decide = (more: Partial<ReadIntent> = {}, before: Committed | undefined = committed(), reset?: string) =>
  decideRead({ ...incremental, ...more }, before, when, reset);
export const M = '2026-01-04 00:00:00.000000';
export const column = (name: string, type: string, hasDefault?: boolean): Column => ({
  name,
  type,
  nullable: true,
  ...(hasDefault !== undefined && { hasDefault }),
});
