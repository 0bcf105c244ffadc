import type { Limits } from '../../local/data-api/start-data-api';
import type { ExecutionStatus } from '../../local/states/execution';
import type { Limits as StatesLimits } from '../../local/states/limits';
import type { FlowStep } from './flow-engine';

/** How an execution ended. */
export interface Ended {
  arn: string;
  status: ExecutionStatus;
  error: string | undefined;
  cause: string;
  /** FinishRun's output. */
  output: { runId: string; status: string; totals: Record<string, number> } | undefined;
  seconds: number;
}

interface StoredBatch {
  batchId: string;
  runId: string;
  method: string;
  kind: string;
  rows: number;
  files: number;
  deletes?: { rows: number };
}

/** A checkpoint. */
export interface StoredState {
  batches: StoredBatch[];
  tail?: StoredBatch;
  keySet?: { rows: number; batchId: string };
}

/** A report's table. */
export interface ReportedTable {
  table: string;
  status: string;
  method?: string;
  why?: string;
  rows?: number;
  error?: string;
  cause?: string;
  attempts?: number;
  polls?: number;
  sqls?: string[];
  warnings?: string[];
  statementId?: string;
  whyMode?: string;
  kind?: string;
}

/** A statement under way, with what its name tells. */
export interface NamedStep extends FlowStep {
  attempt: number;
}

/** A call of the Data API. */
export interface DataApiCall {
  operation: string;
  input: Readonly<Record<string, unknown>>;
  at: number;
}

export interface FlowOptions {
  /** Another synthesised stack than that of assemblies/flow.yaml. */
  assembly?: string;
  /** Time limits of functions, by step: `copy-pages`. */
  timeoutSeconds?: Readonly<Record<string, number>>;
  /** Real seconds that any function may take; on a busy machine a crowd of them takes longer than on AWS. */
  patienceSeconds?: number;
  limits?: Partial<Limits>;
  statesLimits?: Partial<StatesLimits>;
  childHistory?: 'full' | 'counts';
  /** Gets every line that a function prints. */
  logs?: (line: string) => void;
  /** See VirtualClock: for runs of very many tables. */
  clockQuantumMs?: number;
}
