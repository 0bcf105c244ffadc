import type { Relation } from './catalog/relation';
import { RelationReader } from './catalog/relation-reader';
import { CATALOG_SCHEMA } from './catalog/side-catalogue';
import { dropSchemaContents } from './commands/drop';
import { runCommand } from './commands/run-command';
import type { OutputColumn } from './compile/context';
import type { Duck } from './duck';
import type { EngineColumn, EngineField, EngineResult, EngineSession } from './engine';
import { redshiftError } from './errors';
import { columnMetadata, resultType } from './result/column-metadata';
import { toRedshiftError } from './result/duck-error';
import { lazyRows } from './result/rows';
import { Settings } from './settings';
import type { Command } from './sql/command';
import { parseCommand } from './sql/parse-command';
import { duckName, duckString } from './sql/string-literal';
import type { Outcome, Statement } from './statement';
import type { WarehouseState } from './warehouse-state';

export interface SessionLogin {
  database: string;
  user: string;
  isSuperuser: boolean;
  processId: number;
}

/** One database session on one DuckDB connection. Statements run one at a time. */
export class RedshiftSession implements EngineSession {
  private readonly settings: Settings;
  private readonly reader: RelationReader;
  private readonly tempSchema: string;
  private transaction: 'idle' | 'open' | 'failed' = 'idle';
  private transactionStart = 0n;
  private settingsAtBegin: ReadonlyMap<string, string> = new Map();
  private lastQueryId = -1;
  private lastUnloadCount = 0;
  private running = false;
  private cancelled = false;
  private closed = false;

  constructor(
    private readonly duck: Duck,
    private readonly login: SessionLogin,
    private readonly warehouse: WarehouseState,
  ) {
    this.settings = new Settings(login.user);
    this.tempSchema = `pg_temp_${login.processId}`;
    const system = warehouse.systemRelations.get(login.database);
    if (!system) throw redshiftError(`database "${login.database}" does not exist`, '3D000');
    this.reader = new RelationReader(duck, login.database, system, warehouse.isServerless, warehouse.databases);
  }

  /** Prepares the connection; call once before the first statement. */
  async open(): Promise<void> {
    const { database, user, isSuperuser } = this.login;
    await this.duck.run(`USE ${duckName(database)}.${CATALOG_SCHEMA}`);
    await this.duck.run(`SET VARIABLE rs_user = ${duckString(user)}`);
    await this.duck.run(`SET VARIABLE rs_superuser = ${isSuperuser}`);
    await this.duck.run(`SET VARIABLE rs_database = ${duckString(database)}`);
    await this.applySettings();
  }

  async execute(sql: string, parameters: readonly { name: string; value: string }[] = []): Promise<EngineResult> {
    if (this.running) throw redshiftError('another statement is running in this session', '55006');
    this.running = true;
    this.cancelled = false;
    const queryId = this.warehouse.nextQueryId();
    const started = this.warehouse.now();
    try {
      await this.warehouse.log.flushFor(sql);
      const result = await this.runStatement(sql, parameters, queryId, started);
      this.log(sql, queryId, started, result.resultRows, undefined);
      return result;
    } catch (error) {
      const known = toRedshiftError(this.cancelled ? new Error('Interrupted') : error, { queryId });
      this.log(sql, queryId, started, -1, known.message);
      throw known;
    } finally {
      this.running = false;
    }
  }

  interrupt(): void {
    if (!this.running) return;
    this.cancelled = true;
    this.duck.connection.interrupt();
  }

  /** Closing twice is harmless. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    if (this.transaction === 'open') await this.duck.run('ROLLBACK').catch(() => undefined);
    this.transaction = 'idle';
    if (await this.reader.schemaExists(this.tempSchema)) {
      const s = this.statement('', new Map(), -1, this.warehouse.now(), () => undefined);
      await this.inTransaction(() => dropSchemaContents(this.tempSchema, true, s));
    }
    this.duck.connection.closeSync();
  }

  private async runStatement(
    sql: string,
    parameters: readonly { name: string; value: string }[],
    queryId: number,
    started: bigint,
  ): Promise<EngineResult> {
    let command: Command;
    try {
      command = parseCommand(sql, this.settings.caseSensitive);
    } catch (error) {
      await this.fail();
      throw error;
    }
    if (command.k === 'begin') await this.begin(started);
    else if (command.k === 'commit') await this.commit();
    else if (command.k === 'rollback') await this.rollback();
    else return this.runInTransaction(command, sql, parameters, queryId, started);
    return noResult(-1);
  }

  private async runInTransaction(
    command: Exclude<Command, { k: 'begin' | 'commit' | 'rollback' }>,
    sql: string,
    parameters: readonly { name: string; value: string }[],
    queryId: number,
    started: bigint,
  ): Promise<EngineResult> {
    if (this.transaction === 'failed') {
      throw redshiftError('current transaction is aborted, commands ignored until end of transaction block', '25P02');
    }
    let target: string | undefined;
    const s = this.statement(sql, new Map(parameters.map((p) => [p.name, p.value])), queryId, started, (relation) => {
      target = relation.name;
    });
    const timer = this.startTimeout();
    try {
      if (this.transaction === 'idle') this.transactionStart = started;
      s.environment.transactionStart = this.transactionStart;
      const work = async () => {
        const outcome = await runCommand(command, s);
        checkParameters(parameters, s);
        return outcome;
      };
      const outcome = this.transaction === 'open' ? await work() : await this.inTransaction(work);
      if (command.k === 'truncate' && this.transaction === 'open') await this.commit();
      if (command.k === 'set' || command.k === 'reset') await this.applySettings();
      if (command.k !== 'set') this.lastQueryId = queryId;
      return this.answer(outcome, queryId);
    } catch (error) {
      await this.fail();
      throw toRedshiftError(this.cancelled ? new Error('Interrupted') : error, {
        queryId,
        ...(target === undefined ? {} : { target }),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private async inTransaction<T>(work: () => Promise<T>): Promise<T> {
    await this.duck.run('BEGIN');
    try {
      const result = await work();
      await this.duck.run('COMMIT');
      return result;
    } catch (error) {
      await this.duck.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  private async begin(started: bigint): Promise<void> {
    // A second BEGIN is a warning in Redshift.
    if (this.transaction !== 'idle') return;
    await this.duck.run('BEGIN');
    this.transaction = 'open';
    this.transactionStart = started;
    this.settingsAtBegin = this.settings.snapshot();
  }

  /** COMMIT of a failed transaction rolls back, as in Postgres. */
  private async commit(): Promise<void> {
    if (this.transaction === 'failed') return this.rollback();
    if (this.transaction === 'idle') return;
    this.transaction = 'idle';
    await this.duck.run('COMMIT');
  }

  private async rollback(): Promise<void> {
    if (this.transaction === 'open') await this.duck.run('ROLLBACK').catch(() => undefined);
    if (this.transaction === 'idle') return;
    this.transaction = 'idle';
    this.settings.restore(this.settingsAtBegin);
    await this.applySettings();
  }

  /** An error inside a transaction block dooms it; DuckDB's side ends at once. */
  private async fail(): Promise<void> {
    if (this.transaction !== 'open') return;
    this.transaction = 'failed';
    await this.duck.run('ROLLBACK').catch(() => undefined);
  }

  private async applySettings(): Promise<void> {
    const path = [this.tempSchema, ...this.settings.searchPath].map(duckString).join(', ');
    await this.duck.run(`SET VARIABLE rs_search_path = [${path}]`);
    await this.duck.run(`SET TimeZone = ${duckString(this.settings.get('timezone'))}`);
  }

  private startTimeout(): NodeJS.Timeout | undefined {
    const limit = this.settings.statementTimeout;
    return limit > 0 ? setTimeout(() => this.interrupt(), limit) : undefined;
  }

  private statement(
    sql: string,
    parameters: ReadonlyMap<string, string>,
    queryId: number,
    started: bigint,
    writes: (relation: Relation) => void,
  ): Statement {
    const { database, user, isSuperuser, processId } = this.login;
    return {
      sql,
      duck: this.duck,
      reader: this.reader,
      settings: this.settings,
      parameters,
      usedParameters: new Set(),
      isSuperuser,
      queryId,
      objects: this.warehouse.objects,
      tempSchema: this.tempSchema,
      inTransaction: this.transaction === 'open',
      writes,
      environment: {
        user,
        database,
        schema: this.settings.searchPath.find((name) => name !== user) ?? 'public',
        processId,
        timezone: this.settings.get('timezone'),
        transactionStart: this.transactionStart,
        statementStart: started,
        lastQueryId: this.lastQueryId,
        lastUnloadCount: this.lastUnloadCount,
        catalogSchema: `${duckName(database)}.${CATALOG_SCHEMA}`,
      },
      newOid: () => this.warehouse.newOid(),
      logUnload: (file) => this.warehouse.log.unload(queryId, processId, file, this.warehouse.now()),
      setUnloadCount: (rows) => {
        this.lastUnloadCount = rows;
      },
      checkCancelled: () => {
        if (this.cancelled) throw new Error('Interrupted');
      },
      everywhere: async (build) => {
        for (const name of this.warehouse.databases) {
          const duck = name === database ? this.duck : this.warehouse.admin;
          await duck.run(build(`${duckName(name)}.${CATALOG_SCHEMA}`));
        }
      },
    };
  }

  private answer(outcome: Outcome, queryId: number): EngineResult {
    const { result, columns, fields } = outcome;
    if (!columns) return { ...noResult(outcome.affected), queryId };
    const types = columns.map((column, i) =>
      result ? resultType(column.type, result.columnType(i)) : (column.type ?? { name: 'varchar' as const }),
    );
    const metadata = columns.map(
      (column: OutputColumn, i): EngineColumn => columnMetadata(column, types[i] ?? { name: 'varchar' }),
    );
    const rows: Iterable<EngineField[]> | AsyncIterable<EngineField[]> = result
      ? lazyRows(result, types, this.settings.get('timezone'))
      : (fields ?? []);
    return { hasResultSet: true, columns: metadata, rows, resultRows: outcome.affected, queryId };
  }

  private log(sql: string, queryId: number, started: bigint, rows: number, error: string | undefined): void {
    this.warehouse.log.query({
      queryId,
      user: this.login.user,
      database: this.login.database,
      session: this.login.processId,
      sql,
      started,
      ended: this.warehouse.now(),
      rows,
      error,
    });
  }
}

const noResult = (affected: number): EngineResult => ({
  hasResultSet: false,
  columns: [],
  rows: [],
  resultRows: affected,
  queryId: -1,
});

/** The Data API refuses a parameter that the statement does not use. */
function checkParameters(parameters: readonly { name: string }[], s: Statement): void {
  const unused = parameters.find((parameter) => !s.usedParameters.has(parameter.name));
  if (unused) throw redshiftError(`Parameters list contains unused parameters. Unused parameters: [${unused.name}]`);
}
