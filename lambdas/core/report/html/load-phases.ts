import type { LoadTableReport } from '../../load-report/load-report';
import { kept, type Phase, type PhaseName, timeOf } from './phases';

/** What the phases of a loaded table mean. */
export const LOAD_LEGEND: readonly (readonly [PhaseName, string])[] = [
  ['planned', 'describing and changing the target, earlier attempts'],
  ['running', 'applying in Redshift'],
  ['verifying', 'polling and counting'],
  ['failed', 'ended in a failure'],
];

/** Batches of a table that are drawn one by one; more of them are drawn as one. */
const MAX_DRAWN = 12;

/** The phases of a table, batch after batch, as far as its record tells. */
export const loadPhasesOf = (table: LoadTableReport): Phase[] => {
  const startMs = timeOf(table.startedAt);
  const endMs = timeOf(table.endedAt);
  if (startMs === undefined || endMs === undefined) return [];
  const phases = table.batches.length > MAX_DRAWN ? asOne(table.batches) : table.batches.flatMap(batchPhases);
  if (table.status === 'applied') return kept(phases);
  const fromMs = phases.at(-1)?.toMs ?? startMs;
  const statementMs = Math.max(fromMs, timeOf(table.timeline.statementAt) ?? fromMs);
  return kept([
    ...phases,
    ...(statementMs > fromMs ? [{ name: 'planned' as const, fromMs, toMs: statementMs }] : []),
    { name: 'failed', fromMs: statementMs, toMs: endMs },
  ]);
};

type Batch = LoadTableReport['batches'][number];

const batchPhases = ({ startedAt, statementAt, appliedAt, statementSeconds }: Batch): Phase[] => {
  const [startMs, endMs] = [timeOf(startedAt), timeOf(appliedAt)];
  if (startMs === undefined || endMs === undefined) return [];
  const statementMs = timeOf(statementAt);
  if (statementMs === undefined) return [{ name: 'running', fromMs: startMs, toMs: endMs }];
  const ranMs = statementSeconds === undefined ? endMs : Math.min(endMs, statementMs + statementSeconds * 1000);
  return [
    { name: 'planned', fromMs: startMs, toMs: statementMs },
    { name: 'running', fromMs: statementMs, toMs: ranMs },
    { name: 'verifying', fromMs: ranMs, toMs: endMs },
  ];
};

const asOne = (batches: readonly Batch[]): Phase[] => {
  const [fromMs, toMs] = [timeOf(batches[0]?.startedAt), timeOf(batches.at(-1)?.appliedAt)];
  return fromMs === undefined || toMs === undefined ? [] : [{ name: 'running', fromMs, toMs }];
};
