import type { Clock } from '../clock';
import type { Json } from './json';

/** One event as GetExecutionHistory returns it, with the timestamp in milliseconds and one `...EventDetails` member. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  [details: `${string}EventDetails`]: Record<string, unknown>;
}

/** What an event tells beside its type. `input`, `output` and `parameters` are JSON values here and text for readers. */
export type EventDetails = Readonly<Record<string, Json | undefined>>;

interface Entry {
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly details: EventDetails | undefined;
}

const TERMINAL = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']);

/** The event log of one execution. Counts always; keeps the events only when asked to. */
export class History {
  private readonly entries: Entry[] = [];
  private length = 0;
  private enteredStates = 0;

  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
    private readonly keep: boolean,
    /** Called instead of recording the event that would fill the last place, which belongs to ExecutionFailed. Must throw. */
    private readonly onLimit: () => never,
  ) {}

  /** Events so far, kept or not. */
  get count(): number {
    return this.length;
  }

  /** States entered so far: what Standard workflows are billed by, without retries. */
  get transitions(): number {
    return this.enteredStates;
  }

  /** Returns the event's id, counted from 1. */
  add(type: string, previousEventId: number, details?: EventDetails): number {
    if (this.length >= this.limit - 1 && !TERMINAL.has(type)) this.onLimit();
    this.length++;
    if (type.endsWith('StateEntered')) this.enteredStates++;
    if (this.keep) this.entries.push({ previousEventId, timestamp: this.clock.now(), type, details });
    return this.length;
  }

  /** @returns undefined when only the count was kept */
  events(): HistoryEvent[] | undefined {
    return this.keep ? this.entries.map(toEvent) : undefined;
  }
}

function toEvent({ previousEventId, timestamp, type, details }: Entry, index: number): HistoryEvent {
  const event: HistoryEvent = { id: index + 1, previousEventId, timestamp, type };
  if (details) event[detailsKey(type)] = toDetails(details);
  return event;
}

function detailsKey(type: string): `${string}EventDetails` {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

function toDetails(details: EventDetails): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value === undefined) continue;
    const isPayload = key === 'input' || key === 'output' || key === 'parameters';
    result[key] = isPayload ? JSON.stringify(value) : value;
    if (key === 'input' || key === 'output') result[`${key}Details`] = { truncated: false };
  }
  return result;
}
