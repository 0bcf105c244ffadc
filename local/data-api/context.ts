import type { Clock } from '../clock';
import type { Engine } from '../redshift/engine';
import type { IdempotencyTokens } from './idempotency';
import type { Ids } from './ids';
import type { Limits } from './limits';
import type { Caller, DataApiOptions } from './options';
import type { SessionStore } from './session';
import type { StatementStore } from './statement-store';
import type { Stats } from './stats';

/** What every operation works on. */
export interface Context {
  engine: Engine;
  clock: Clock;
  limits: Limits;
  options: DataApiOptions;
  ids: Ids;
  statements: StatementStore;
  sessions: SessionStore;
  tokens: IdempotencyTokens;
  stats: Stats;
  /** Directory of this server's result files. */
  directory: string;
}

/** One call, as an operation sees it. */
export interface Call<T> {
  operation: string;
  caller: Caller;
  input: T;
  /** Aborts when the client has gone. */
  gone: AbortSignal;
}

export type Operation<T> = (context: Context, call: Call<T>) => unknown;
