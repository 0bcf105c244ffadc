import { gzipSync } from 'node:zlib';
import { controlTables } from '../../lambdas/core/load/control-tables';
import { identifier, qualified } from '../../lambdas/core/sql/identifier';
import { applyBatch } from '../../lambdas/core/sql/load/apply-batch';
import type { ApplyRequest, LoadRole } from '../../lambdas/core/sql/load/apply-request';
import { createLedger, createPositions, createTombstones, seedFence } from '../../lambdas/core/sql/load/control-ddl';
import type { EngineSession } from '../../local/redshift/engine';
import { type CopyFixture, openCopyFixture } from '../local/redshift/copy-fixture';
import { fieldsOf, plain, rows, run } from '../local/redshift/warehouse-fixture';

/** A change as the staged files hold it. */
export interface StagedChange {
  shuttle_op: 'U' | 'D' | 'T';
  shuttle_pos: string;
  shuttle_at?: string;
  shuttle_absent?: string;
  [column: string]: unknown;
}

export type Column = readonly [name: string, type: string];

export interface LoadRig extends CopyFixture {
  /** Creates the target and its control tables, dropping what was there. */
  target(table: string, columns: readonly Column[], options: TargetOptions): Promise<void>;
  /** Stages changes as gzip NDJSON with a manifest; answers the source. */
  stage(batch: string, changes: readonly StagedChange[]): Promise<ApplyRequest['source']>;
  /** Runs a batch in a session of its own; answers its counts by fate. */
  apply(request: ApplyRequest): Promise<Record<string, number>>;
  select(sql: string): Promise<unknown[][]>;
}

export interface TargetOptions {
  key: readonly string[];
  carried?: readonly string[];
  writeMode: ApplyRequest['writeMode'];
  /** Given where `columns` have the history's, too, under other names. */
  history?: ApplyRequest['history'];
}

export const HISTORY_NAMES = { validFrom: 'valid_from', validTo: 'valid_to', isCurrent: 'is_current' };
const HISTORY: readonly Column[] = [
  ['valid_from', 'timestamp'],
  ['valid_to', 'timestamp'],
  ['is_current', 'boolean'],
  ['shuttle_pos', 'varchar(64)'],
  ['shuttle_absent', 'varchar(65535)'],
];

const quoted = (table: string): string => qualified('public', table).text;

export async function openLoadRig(): Promise<LoadRig> {
  const f = await openCopyFixture();
  return {
    ...f,
    async target(table, columns, { key, carried = [], writeMode, history }) {
      const all = writeMode === 'scd2' && history === undefined ? [...columns, ...HISTORY] : columns;
      const place = { schema: 'public', table };
      const keys = columns.filter(([name]) => key.includes(name)).map(([name, type]) => ({ name, type }));
      await run(
        f.admin,
        ...[table, ...Object.values(controlTables(table))].map((name) => `drop table if exists ${quoted(name)}`),
        `create table ${quoted(table)} (${all.map(([name, type]) => `${identifier(name).text} ${type}`).join(', ')})`,
        createLedger(place).text,
        seedFence(place).text,
        ...(writeMode === 'merge' ? [createPositions(place, keys, carried).text] : []),
        ...(writeMode === 'scd2' ? [createTombstones(place, keys, carried).text] : []),
      );
    },
    async stage(batch, changes) {
      const lines = changes.map((change, i) => JSON.stringify({ ...change, shuttle_seq: i }));
      await f.put(`staged/${batch}/part-0.json.gz`, gzipSync(lines.join('\n')));
      const entries = [{ url: `s3://lake/staged/${batch}/part-0.json.gz`, mandatory: true }];
      const manifest = { bucket: 'lake', key: `staged/${batch}/copy.manifest` };
      await f.put(manifest.key, JSON.stringify({ entries }));
      return { format: 'json', manifest, rows: changes.length };
    },
    async apply(request) {
      const session = await f.as('admin');
      try {
        return await inTransaction(session, request).done;
      } finally {
        await session.close();
      }
    },
    select: (sql) => rows(f.admin, sql),
  };
}

/** A batch on its way: may stop behind the statements of a role until the gate opens. */
export interface Running {
  reached: Promise<void>;
  done: Promise<Record<string, number>>;
}

/** Runs a batch as BatchExecuteStatement does; an error names the statement's role. */
export function inTransaction(
  session: EngineSession,
  request: ApplyRequest,
  pause?: { after: LoadRole; gate: Promise<void> },
): Running {
  let arrive = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const all = async () => {
    await session.execute('begin');
    let counts: Record<string, number> = {};
    for (const { role, sql } of applyBatch(request)) {
      counts = await step(session, role, sql.text);
      if (role !== pause?.after) continue;
      arrive();
      await pause.gate;
    }
    await session.execute('commit');
    return counts;
  };
  return { reached, done: all() };
}

async function step(session: EngineSession, role: LoadRole, text: string): Promise<Record<string, number>> {
  try {
    const result = await session.execute(text);
    if (role !== 'counts') return {};
    return Object.fromEntries((await fieldsOf(result)).map((row) => [plain(row[0]!), Number(plain(row[1]!))]));
  } catch (error) {
    throw new Error(`${role}: ${(error as Error).message}\n${text}`, { cause: error });
  }
}

/** A request with every column taken whole. */
export const request = (
  table: string,
  columns: readonly Column[],
  more: Pick<ApplyRequest, 'batch' | 'writeMode' | 'source'> & Partial<ApplyRequest>,
): ApplyRequest => ({
  target: { schema: 'public', table },
  columns: columns.map(([name, type]) => ({ name, type, from: name, fromType: type, take: 'all' })),
  key: [],
  carried: [],
  history: HISTORY_NAMES,
  deletes: { mode: 'apply' },
  truncates: 'apply',
  iamRole: 'default',
  ...more,
});
