import type { Execution } from '../execution';
import type { Batch } from './item-batcher';

/** One run of a distributed Map, kept over redrives. */
export interface MapRun {
  readonly arn: string;
  readonly uuid: string;
  /** `<machine>/<label>`: the name of the children's state machine. */
  readonly childMachineName: string;
  readonly batches: readonly Batch[];
  /** By position; a hole is a child that has not started. */
  readonly children: (Execution | undefined)[];
  redriveCount: number;
}

/** A Map's name for its children: the label, or the state's name without the characters that AWS forbids in labels. */
export function labelOf(label: string | undefined, stateName: string): string {
  return label ?? stateName.replace(/[^\w-]/g, '').slice(0, 40);
}
