import type { TableReport } from '../progress/report';

/** What a run consisted of, as far as its cost goes. */
export interface RunShape {
  /** Executions of tables, by how they ended; the members of a consistent group share one. */
  unloaded: number;
  paged: number;
  failed: number;
  /** Executions that brought the Glue Data Catalog up to date. */
  registered: number;
  polls: number;
  /** Renderings beyond each execution's first: a count that chose the method, another attempt. */
  moreAttempts: number;
  /** Batches beyond each execution's first: the chunks of a load. */
  moreReads: number;
  /** Parts that were copied from result pages, one call each. */
  copies: number;
  /** Files that UNLOAD wrote, by the numbers of the manifests. */
  unloadedFiles: number;
  tables: number;
  /** Seconds that submissions waited for the end of a short statement, at most 2 each. */
  submitSeconds: number;
  /** Seconds from the end of the statement until the pages were copied and verified. */
  copySeconds: number;
}

/** Submit waits this long for a statement's end. */
const SUBMIT_WAIT_SECONDS = 2;

/** Of a paged table without instants: rows that are copied in a second, a low number. */
const ROWS_PER_SECOND = 20_000;

/** Reads a run's shape from its tables. One without a record leaves no trace, so that it counts for nothing. */
export const runShape = (tables: readonly TableReport[]): RunShape => {
  const shape: RunShape = {
    unloaded: 0,
    paged: 0,
    failed: 0,
    registered: 0,
    polls: 0,
    moreAttempts: 0,
    moreReads: 0,
    copies: 0,
    unloadedFiles: 0,
    tables: tables.length,
    submitSeconds: 0,
    copySeconds: 0,
  };
  const groups = new Set<string>();
  for (const table of tables) {
    if (table.status !== 'committed' && table.status !== 'failed') continue;
    const { files = 0 } = table;
    if (table.method === 'page') shape.copies += Math.max(1, files);
    else shape.unloadedFiles += files;
    if (table.group !== undefined) {
      if (groups.has(table.group)) continue;
      groups.add(table.group);
    }
    if (table.status === 'failed') shape.failed++;
    else if (table.method === 'page') shape.paged++;
    else shape.unloaded++;
    shape.polls += table.polls ?? 0;
    if (table.glueTable !== undefined && table.status === 'committed') shape.registered++;
    const moreReads = Math.max(0, table.batches.filter(({ kind }) => kind !== 'tail').length - 1);
    shape.moreReads += moreReads;
    shape.moreAttempts += Math.max(0, (table.attempts ?? 1) - 1 - moreReads);
    shape.submitSeconds += Math.min(SUBMIT_WAIT_SECONDS, table.statementSeconds ?? 0);
    if (table.method === 'page') shape.copySeconds += copySecondsOf(table);
  }
  return shape;
};

const copySecondsOf = ({ timeline, statementSeconds = 0, rows = 0 }: TableReport): number => {
  const { statementAt, verifiedAt } = timeline;
  if (statementAt === undefined || verifiedAt === undefined) return rows / ROWS_PER_SECOND;
  return Math.max(0, (Date.parse(verifiedAt) - Date.parse(statementAt)) / 1000 - statementSeconds);
};
