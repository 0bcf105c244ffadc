import type { Ignored } from './listed-object';

/** What of the pipeline, the run and its input decides which objects are taken. */
export interface CollectOptions {
  bucket: string;
  /** Ends with a slash. */
  prefix: string;
  lookbackSeconds: number;
  keysInOrder: boolean;
  changedObjects: 'take' | 'skip';
  maxObjects: number;
  maxBytes: number;
  /** Takes what stands between these keys, both included, and nothing else. */
  reload?: { from: string; to: string } | undefined;
  runId: string;
  /** ISO 8601: when the listing begins. */
  now: string;
}

/** What was decided of an object. `settled` and `seen`: it was taken before; `left`: it waits for the next run. */
export type Decision = Ignored | 'archived' | 'settled' | 'seen' | 'skipped' | 'outside' | 'taken' | 'left';

export interface CollectReport {
  counts: { [decision in Decision]?: number };
  /** The first keys of decisions that somebody may want to look into. */
  examples: { [decision in Decision]?: string[] };
  left: { objects: number; sizeBytes: number; oldest: string | null };
}
