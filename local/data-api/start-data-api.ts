import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from './context';
import { Dispatcher } from './dispatch';
import { createEndpoint } from './http';
import { IdempotencyTokens } from './idempotency';
import { Ids } from './ids';
import { DEFAULT_LIMITS, type Limits } from './limits';
import type { DataApiOptions } from './options';
import { SessionStore } from './session';
import { StatementStore } from './statement-store';
import { newStats, type Stats } from './stats';
import { Throttle } from './throttle';

export type { Limits } from './limits';
export type * from './options';
export type { Stats } from './stats';

/** A running Data API. */
export interface DataApi {
  /** `http://127.0.0.1:<port>`, for AWS_ENDPOINT_URL_REDSHIFT_DATA. */
  endpoint: string;
  server: Server;
  /** Cancels what runs, closes the connections and removes the result files. The engine stays open: it is the caller's. */
  close(): Promise<void>;
  /** Live counters. */
  stats: Stats;
}

/**
 * Starts a Redshift Data API on loopback that unmodified AWS SDKs and the AWS CLI can talk to.
 *
 * On a virtual clock, callers must be marked busy while a call is in flight; a call that waits (`WaitTimeSeconds`)
 * lifts its caller's mark for as long.
 */
export async function startDataApi(options: DataApiOptions): Promise<DataApi> {
  const { engine, clock } = options;
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const stats = newStats();
  const ids = new Ids(options.seed ?? 0);
  const context: Context = {
    engine,
    clock,
    limits,
    options,
    ids,
    stats,
    statements: new StatementStore(clock, limits, stats),
    sessions: new SessionStore(clock, ids, limits),
    tokens: new IdempotencyTokens(clock, limits.tokenMs),
    directory: await mkdtemp(join(options.resultDirectory ?? tmpdir(), 'data-api-')),
  };
  const dispatcher = new Dispatcher(context, new Throttle(clock, limits.callsPerSecond));
  const server = createEndpoint((request) => dispatcher.answer(request), ids, stats);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    server,
    stats,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await stop(context);
    },
  };
}

async function stop(context: Context): Promise<void> {
  await Promise.all(
    [...context.statements.active].map((statement) => {
      statement.cancel.abort();
      statement.interrupt?.();
      return statement.ended;
    }),
  );
  await Promise.allSettled(context.sessions.list().map(({ connection }) => connection?.engine.close()));
  await rm(context.directory, { recursive: true, force: true });
}
