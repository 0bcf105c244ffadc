import Table from 'cli-table3';
import type { LocalEnvironment } from './environment';
import { count, size } from './progress-view';

/** The run's report, as far as the table shows it. */
interface Report {
  status: string;
  tables: {
    table: string;
    status: string;
    group?: string;
    kind?: string;
    method?: string;
    deletes?: { gone: number };
    rows?: number;
    sizeBytes?: number;
    polls?: number;
    startedAt?: string;
    endedAt?: string;
    error?: string;
    cause?: string;
  }[];
}

/** The table that a run ends with: one line a table. */
export const runTable = async (
  environment: LocalEnvironment,
  executionArn: string,
  report: { bucket: string; key: string },
): Promise<string> => {
  const parsed = JSON.parse((await environment.s3.store.get(report.bucket, report.key)).toString('utf8')) as Report;
  const { byUnit, total } = transitionsOf(environment, executionArn);
  const head = ['table', 'read', 'method', 'rows', 'gone', 'bytes', 'seconds', 'polls', 'transitions'];
  const table = new Table({
    head,
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const entry of parsed.tables) {
    if (entry.status !== 'committed') {
      table.push([
        entry.table,
        entry.status,
        { colSpan: 7, content: `${entry.error}: ${(entry.cause ?? '').slice(0, 80)}` },
      ]);
      continue;
    }
    table.push([
      entry.table,
      entry.kind ?? '',
      entry.method ?? '',
      count(entry.rows ?? 0),
      entry.deletes ? count(entry.deletes.gone) : '',
      size(entry.sizeBytes ?? 0),
      ((Date.parse(entry.endedAt ?? '') - Date.parse(entry.startedAt ?? '')) / 1000).toFixed(1),
      String(entry.polls ?? ''),
      String(byUnit.get(entry.group === undefined ? entry.table : `group ${entry.group}`) ?? ''),
    ]);
  }
  return `${table.toString()}\n${parsed.tables.length} tables, ${count(total)} state transitions in all`;
};

/**
 * State transitions of a run with its children.
 *
 * @returns `byUnit`: of each table's child, or of that of a group as a whole, by its label
 */
export const transitionsOf = (
  { states }: LocalEnvironment,
  executionArn: string,
): { byUnit: Map<string, number>; total: number } => {
  const byUnit = new Map<string, number>();
  let total = 0;
  for (const execution of states.executions()) {
    if (execution.executionArn === executionArn) total += execution.transitions;
    if (!execution.child) continue;
    const input = JSON.parse(states.describeExecution(execution.executionArn).input) as {
      run?: { executionArn?: string };
      item?: { label?: string };
    };
    if (input.run?.executionArn !== executionArn) continue;
    total += execution.transitions;
    if (input.item?.label !== undefined) byUnit.set(input.item.label, execution.transitions);
  }
  return { byUnit, total };
};
