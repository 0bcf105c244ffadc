import { pipelineOfExecution, tableDimension } from '../core/monitoring/metrics';
import { emitMetrics } from '../runtime/metrics';
import type { Run, UnitTable } from './contract';

/** What a commit made visible of a table. */
export interface CommittedNumbers {
  rows: number;
  sizeBytes: number;
  quarantined: number;
  /** Absent where gone keys are not looked for. */
  gone?: number;
}

/**
 * Tells CloudWatch of a commit. It is told before the record is written, which ends all retries: a commit may be counted
 * twice, but is never missed, for a freshness alarm would go off by mistake.
 */
export const emitCommit = (run: Run, table: UnitTable, numbers: readonly CommittedNumbers[]): void => {
  const sum = (of: 'rows' | 'sizeBytes' | 'quarantined') => numbers.reduce((total, one) => total + one[of], 0);
  const gone = numbers.flatMap((one) => one.gone ?? []);
  const Pipeline = pipelineOfExecution(run.executionArn);
  emitMetrics(
    { Pipeline },
    {
      Committed: 1,
      RowsCommitted: sum('rows'),
      BytesCommitted: sum('sizeBytes'),
      RowsQuarantined: sum('quarantined'),
      ...(gone.length > 0 && { KeysGone: gone.reduce((total, one) => total + one, 0) }),
    },
  );
  if (!table.watched) return;
  emitMetrics({ Pipeline, Table: tableDimension(table.source, run.caseSensitiveIdentifiers) }, { Committed: 1 });
};
