import { count } from './progress-view';

/** The report of a load, as far as it tells what was made and how fast. */
export interface LoadNews {
  /** ISO 8601, as all times. */
  startedAt: string;
  endedAt: string;
  /** Absent where the source is an extract pipeline. */
  collected?: unknown;
  timeline: { collectedAt?: string; stagedAt?: string };
  totals: { rows: { read: number } };
  tables: {
    table: string;
    batches: { changes: { what: string; name: string; type?: string; columns?: unknown[] }[] }[];
    conflicts: { column: string; targetType: string; to?: string }[];
  }[];
}

/** Names that a line gives at most. */
const MAX_NAMED = 6;

/** What was made in the target, and which values went beside their columns. */
export const newsOf = ({ tables }: LoadNews): string[] => {
  const made: string[] = [];
  const added: string[] = [];
  const beside: string[] = [];
  let columns = 0;
  for (const { table, batches, conflicts } of tables) {
    for (const change of batches.flatMap(({ changes }) => changes)) {
      if (change.what === 'table created') {
        made.push(table);
        columns += change.columns?.length ?? 0;
      } else if (change.what === 'column added') added.push(`${table}.${change.name} ${change.type}`);
    }
    for (const { column, targetType, to } of conflicts) {
      if (to !== undefined) beside.push(`${table}.${column} ${targetType} -> ${to}`);
    }
  }
  return [
    ...named(`New tables: ${count(made.length)} with ${count(columns)} columns`, made),
    ...named(`New columns: ${count(added.length)}`, added),
    ...named(`Columns with values that go beside them: ${count(beside.length)}`, beside),
  ];
};

const named = (what: string, names: readonly string[]): string[] => {
  if (names.length === 0) return [];
  const more = names.length > MAX_NAMED ? [`  and ${count(names.length - MAX_NAMED)} more`] : [];
  return [what, ...names.slice(0, MAX_NAMED).map((name) => `  ${name}`), ...more];
};

/** How fast a load of objects was. */
export const paceOf = ({ startedAt, endedAt, collected, timeline, totals }: LoadNews): string[] => {
  const { collectedAt, stagedAt } = timeline;
  const { read } = totals.rows;
  if (collected === undefined || collectedAt === undefined || stagedAt === undefined || read === 0) return [];
  const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;
  const all = seconds(startedAt, endedAt);
  const shaping = seconds(collectedAt, stagedAt);
  const rate = (time: number): string =>
    `${time.toFixed(1)} s (${count(Math.round(read / Math.max(time, 0.001)))} a second)`;
  return [`${count(read)} rows in ${rate(all)}, of which they were read and staged in ${rate(shaping)}`];
};
