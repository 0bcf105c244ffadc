import {
  type Engine,
  type EngineColumn,
  type EngineField,
  type EngineResult,
  type EngineSession,
  type Login,
  RedshiftError,
} from '../../local/redshift/engine';
import type { LocalStore } from '../../local/s3/store';
import { boundsRow, catalogRows, type FlowTable, readOf, rowsOf } from './flow-catalog';
import { type FlowSql, readFlowSql } from './flow-sql';

/** One statement as the engine ran it. */
export interface FlowStep extends FlowSql {
  sql: string;
  /** How often a statement of this kind has run on this table, from 1. */
  time: number;
}

/** How a statement departs from its plain answer. */
export interface FlowTwist {
  /** Fails with this message. */
  error?: string;
  /** A count that is not the table's, or an UNLOAD of another number of rows. */
  rows?: number;
  /** UNLOAD without a manifest. */
  noManifest?: boolean;
  /** UNLOAD whose files shrink afterwards. */
  truncated?: boolean;
  /** UNLOAD with a file that its manifest does not list. */
  stray?: boolean;
  /** Runs before the answer. */
  meanwhile?: () => Promise<void> | void;
}

interface Unloaded {
  table: string;
  rows: number;
}

export type FlowScript = (step: FlowStep) => FlowTwist | undefined;

/**
 * An engine of known answers: a catalog of tables, their counts, their rows, and UNLOAD, which writes files of a given
 * size and a manifest into the local S3. Statements take no time: the Data API's latency hook gives it to them.
 */
export class FlowEngine implements Engine {
  private tables = new Map<string, FlowTable>();
  private times = new Map<string, number>();
  script: FlowScript = () => undefined;
  /** Every statement that ran, those that failed included. */
  readonly log: FlowStep[] = [];
  private queryId = 100;

  constructor(private readonly store: LocalStore) {}

  async connect(_login: Login): Promise<EngineSession> {
    return new FlowSession(this);
  }

  async databases(): Promise<string[]> {
    return ['dev'];
  }

  async close(): Promise<void> {}

  reset(tables: FlowTable[]): void {
    this.tables = new Map(tables.map((table) => [table.name, table]));
    this.times = new Map();
    this.script = () => undefined;
    this.log.length = 0;
  }

  /** Makes other tables, and forgets nothing else. */
  change(tables: FlowTable[]): void {
    this.tables = new Map(tables.map((table) => [table.name, table]));
  }

  /** The statements of one kind that ran, by table. */
  ran(kind: FlowSql['kind'], table?: string): FlowStep[] {
    return this.log.filter((step) => step.kind === kind && (table === undefined || step.table === table));
  }

  /** What the next statement of this kind and table will be: the latency hook asks before it runs. */
  next(sql: string): FlowStep {
    const read = readFlowSql(sql);
    return { ...read, sql, time: (this.times.get(keyOf(read)) ?? 0) + 1 };
  }

  /** @param last what the session's last UNLOAD was about, for pg_last_unload_count */
  async run(sql: string, last: Unloaded): Promise<EngineResult & { unloaded?: Unloaded }> {
    const read = this.next(sql);
    const step = read.table === '' && FOLLOWS.has(read.kind) ? { ...read, table: last.table } : read;
    this.times.set(keyOf(read), read.time);
    if (!QUIET.has(step.kind)) this.log.push(step);
    const twist = this.script(step) ?? {};
    await twist.meanwhile?.();
    if (twist.error !== undefined) throw new RedshiftError(twist.error);
    const queryId = ++this.queryId;
    switch (step.kind) {
      case 'relations':
      case 'late-binding':
      case 'sizes':
        return selected(catalogRows([...this.tables.values()], step.kind), queryId);
      case 'user':
        return selected([[{ stringValue: 'IAMR:flow' }]], queryId);
      case 'unload-count':
        return selected([[{ longValue: BigInt(twist.rows ?? last.rows) }]], queryId);
      case 'count':
        return selected([[{ longValue: BigInt(twist.rows ?? this.rows(step)) }]], queryId);
      case 'bounds':
        return selected(
          (step.rows ?? []).map((row, member) => boundsRow(this.table(row.table), row, member, twist.rows)),
          queryId,
        );
      case 'key-counts': {
        const gone = this.gone(step);
        const isFirst = /CAST\(0 AS BIGINT\) AS last_keys/.test(sql);
        const now = this.table(step.table).rows;
        return selected([(isFirst ? [0, now, 0] : [now + gone, now, gone]).map(long)], queryId);
      }
      case 'key-check':
        return selected([[0, 0].map(long)], queryId);
      case 'page':
      case 'unload':
      case 'tail':
      case 'keys':
      case 'gone': {
        const rows = twist.rows ?? this.rows(step);
        if (!step.to) return selected(rowsOf(this.table(step.table), rows), queryId);
        await this.unload(step, rows, twist);
        return { ...command(queryId), resultRows: rows, unloaded: { table: step.table, rows } };
      }
      default:
        return command(queryId);
    }
  }

  private table(name: string): FlowTable {
    const found = this.tables.get(name);
    if (found) return found;
    throw new RedshiftError(`ERROR: relation "${name}" does not exist`);
  }

  private rows(step: FlowSql): number {
    const table = this.table(step.table);
    if (step.kind === 'keys') return table.rows;
    if (step.kind === 'gone') return this.gone(step);
    const read = readOf(table, step);
    return step.kind === 'tail' ? read.tail : read.rows;
  }

  private gone({ table }: FlowSql): number {
    return this.table(table).changes?.gone ?? 0;
  }

  private async unload({ table, to }: FlowSql, rows: number, twist: FlowTwist): Promise<void> {
    if (to === undefined) throw new RedshiftError('ERROR: UNLOAD without a place');
    const { objects } = await this.store.list(to.bucket, { prefix: to.key, maxKeys: 1 });
    if (objects.length > 0) {
      throw new RedshiftError(`ERROR: Specified unload destination on S3 is not empty: s3://${to.bucket}/${to.key}`);
    }
    const { parts = 2, partBytes = 64 } = this.table(table);
    const entries: { url: string; meta: { content_length: number; record_count: number } }[] = [];
    for (let part = 0; part < (rows === 0 ? 0 : parts); part++) {
      const key = `${to.key}${String(part).padStart(4, '0')}_part_00.parquet`;
      const share = part === 0 ? rows - Math.floor(rows / parts) * (parts - 1) : Math.floor(rows / parts);
      await this.store.put(to.bucket, key, Buffer.alloc(twist.truncated ? partBytes - 1 : partBytes, part));
      entries.push({
        url: `s3://${to.bucket}/${key}`,
        meta: { content_length: partBytes, record_count: share },
      });
    }
    if (twist.stray) await this.store.put(to.bucket, `${to.key}9999_part_00.parquet`, 'left by somebody else');
    if (twist.noManifest || entries.length === 0) return;
    const meta = { content_length: partBytes * entries.length, record_count: rows };
    await this.store.put(to.bucket, `${to.key}manifest`, JSON.stringify({ entries, schema: { elements: [] }, meta }));
  }
}

/** Statements without a name of their own: they are about what the session unloaded last. */
const FOLLOWS: ReadonlySet<FlowSql['kind']> = new Set(['unload-count', 'key-counts']);
const QUIET: ReadonlySet<FlowSql['kind']> = new Set(['set', 'temp', 'other']);

const long = (value: number): EngineField => ({ longValue: BigInt(value) });

const keyOf = ({ kind, table }: FlowSql): string => `${kind} ${table}`;

class FlowSession implements EngineSession {
  private unloaded: Unloaded = { table: '', rows: 0 };

  constructor(private readonly engine: FlowEngine) {}

  async execute(sql: string): Promise<EngineResult> {
    const result = await this.engine.run(sql, this.unloaded);
    this.unloaded = result.unloaded ?? this.unloaded;
    return result;
  }

  interrupt(): void {}

  async close(): Promise<void> {}
}

const column = (name: string): EngineColumn => ({
  name,
  label: name,
  typeName: 'varchar',
  length: 0,
  precision: 0,
  scale: 0,
  nullable: 1,
  schemaName: '',
  tableName: '',
  columnDefault: '',
  isCaseSensitive: false,
  isCurrency: false,
  isSigned: false,
});

const selected = (rows: EngineField[][] | Generator<EngineField[]>, queryId: number): EngineResult => ({
  hasResultSet: true,
  columns: [column('value')],
  rows,
  resultRows: -1,
  queryId,
});

const command = (queryId: number): EngineResult => ({
  hasResultSet: false,
  columns: [],
  rows: [],
  resultRows: 0,
  queryId,
});
