import type { TableReport } from '../../progress/report';

export type PhaseName = 'planned' | 'running' | 'verifying' | 'failed';

/** What the phases of an extracted table mean. */
export const EXTRACT_LEGEND: readonly (readonly [PhaseName, string])[] = [
  ['planned', 'planning, earlier attempts'],
  ['running', 'running in Redshift'],
  ['verifying', 'copying and verifying'],
  ['failed', 'ended in a failure'],
];

/** A stretch of a table's time, in milliseconds since 1970. */
export interface Phase {
  name: PhaseName;
  fromMs: number;
  toMs: number;
}

/**
 * The phases of a table, as far as its record tells. Redshift ran for `statementSeconds` from the submission; what follows
 * until the check is done is the wait for the next poll, the copying of pages and the check.
 */
export const phasesOf = (table: TableReport): Phase[] => {
  const { timeline, statementSeconds } = table;
  const startMs = timeOf(table.startedAt ?? timeline.plannedAt);
  const endMs = timeOf(timeline.committedAt ?? table.endedAt);
  if (startMs === undefined || endMs === undefined) return [];
  const statementMs = timeOf(timeline.statementAt);
  const failed = table.status !== 'committed';
  if (statementMs === undefined) return kept([{ name: failed ? 'failed' : 'running', fromMs: startMs, toMs: endMs }]);
  const planned: Phase = { name: 'planned', fromMs: startMs, toMs: statementMs };
  if (failed) return kept([planned, { name: 'failed', fromMs: statementMs, toMs: endMs }]);
  const verifiedMs = timeOf(timeline.verifiedAt) ?? endMs;
  const ranMs =
    statementSeconds === undefined ? verifiedMs : Math.min(verifiedMs, statementMs + statementSeconds * 1000);
  return kept([
    planned,
    { name: 'running', fromMs: statementMs, toMs: ranMs },
    { name: 'verifying', fromMs: ranMs, toMs: endMs },
  ]);
};

/** Without those that run backwards: clocks of two machines may differ. */
export const kept = (phases: Phase[]): Phase[] => phases.filter(({ fromMs, toMs }) => toMs >= fromMs);

/** Milliseconds since 1970; undefined for what is no time. */
export const timeOf = (iso: string | undefined): number | undefined => {
  const ms = iso === undefined ? Number.NaN : Date.parse(iso);
  return Number.isNaN(ms) ? undefined : ms;
};
