import type { Relation } from './catalog/relation';
import { RelationReader } from './catalog/relation-reader';
import { CATALOG_SCHEMA } from './catalog/side-catalogue';
import type { Traces } from './catalog/traces';
import { dropSchemaContents } from './commands/drop';
import { checkOutsideTransaction } from './commands/outside-transaction';
import { runCommand, type TransactionCommand } from './commands/run-command';
import type { Duck } from './duck';
import type { EngineResult, EngineSession } from './engine';
import { redshiftError } from './errors';
import { toRedshiftError } from './result/duck-error';
import { engineResult, noResult } from './result/engine-result';
import { type Parameters, type SessionLogin, sessionStatement } from './session-statement';
import { Settings } from './settings';
import type { Command } from './sql/command';
import { parseCommand } from './sql/parse-command';
import { duckName, duckString } from './sql/string-literal';
import type { Statement } from './statement';
import { Transaction } from './transaction';
import type { WarehouseState } from './warehouse-state';

/** One database session on one DuckDB connection. Statements run one at a time. */
export class RedshiftSession implements EngineSession {
  private readonly settings: Settings;
  private readonly transaction: Transaction;
  private readonly reader: RelationReader;
  private readonly committed: RelationReader;
  private readonly tempSchema: string;
  private readonly last = { queryId: -1, unloadCount: 0, copyId: -1, copyCount: 0, madeTempSchema: false };
  /** What the transaction wrote last, for conflicts. */
  private written: Relation | undefined;
  private readonly traces: Traces;
  private appliedPath = '';
  private appliedTimezone = '';
  private running = false;
  private closed = false;

  constructor(
    private readonly duck: Duck,
    private readonly login: SessionLogin,
    private readonly warehouse: WarehouseState,
  ) {
    this.settings = new Settings(login.user);
    this.transaction = new Transaction(duck, this.settings);
    this.tempSchema = `pg_temp_${login.processId}`;
    const system = warehouse.systemRelations.get(login.database);
    const traces = warehouse.traces.get(login.database);
    if (!system || !traces) throw redshiftError(`database "${login.database}" does not exist`, '3D000');
    this.traces = traces;
    const readerOn = (connection: Duck) =>
      new RelationReader(connection, login.database, system, warehouse.isServerless, warehouse.databases);
    this.reader = readerOn(duck);
    this.committed = readerOn(warehouse.admin);
  }

  /** Prepares the connection; call once before the first statement. */
  async open(): Promise<void> {
    const { database, user, isSuperuser } = this.login;
    await this.duck.run(
      `USE ${duckName(database)}.${CATALOG_SCHEMA};
       SET VARIABLE rs_user = ${duckString(user)};
       SET VARIABLE rs_superuser = ${isSuperuser};
       SET VARIABLE rs_database = ${duckString(database)};
       ${this.newSettings().join(';')}`,
    );
  }

  async execute(sql: string, parameters: Parameters = []): Promise<EngineResult> {
    if (this.running) throw redshiftError('another statement is running in this session', '55006');
    this.running = true;
    this.duck.revive();
    const queryId = this.warehouse.nextQueryId();
    const started = this.warehouse.now();
    try {
      await this.warehouse.log.flushFor(sql);
      const result = await this.runStatement(sql, parameters, queryId, started);
      this.log(sql, queryId, started, result.resultRows, undefined);
      return result;
    } catch (error) {
      const known = toRedshiftError(error, { queryId, processId: this.login.processId, table: undefined });
      this.log(sql, queryId, started, -1, known.message);
      throw known;
    } finally {
      this.running = false;
    }
  }

  interrupt(): void {
    if (this.running) this.duck.cancel();
  }

  /** Closing twice is harmless. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.duck.revive();
    await this.transaction.rollback();
    if (this.last.madeTempSchema && (await this.reader.schemaExists(this.tempSchema))) {
      const s = this.statement([], -1, this.warehouse.now());
      await this.transaction.run(() => dropSchemaContents(this.tempSchema, true, s));
    }
    this.duck.connection.closeSync();
    this.warehouse.sessions.delete(this);
  }

  private async runStatement(
    sql: string,
    parameters: Parameters,
    queryId: number,
    started: bigint,
  ): Promise<EngineResult> {
    const timer = this.startTimeout();
    try {
      if (this.transaction.isOpen) checkOutsideTransaction(sql);
      else this.written = undefined;
      const command = parseCommand(sql, this.settings.caseSensitive);
      if (isTransactionCommand(command)) return await this.runTransactionCommand(command, started);
      const s = this.statement(parameters, queryId, started);
      const outcome = await this.transaction.run(async () => {
        const done = await runCommand(command, s);
        checkParameters(parameters, s);
        return done;
      });
      if (command.k === 'truncate') await this.transaction.commit();
      if (command.k === 'set' || command.k === 'reset') await this.applySettings();
      else this.last.queryId = queryId;
      return engineResult(outcome, this.settings.get('timezone'), queryId);
    } catch (error) {
      await this.transaction.fail();
      const cause = this.duck.isCancelled ? new Error('Interrupted') : error;
      throw toRedshiftError(cause, { queryId, processId: this.login.processId, table: this.written?.oid });
    } finally {
      clearTimeout(timer);
    }
  }

  private async runTransactionCommand(command: TransactionCommand, started: bigint): Promise<EngineResult> {
    if (command.k === 'begin') await this.transaction.begin(started);
    else {
      await this.transaction[command.k]();
      await this.applySettings();
    }
    return noResult(-1);
  }

  /** Tells DuckDB what has changed only: SET VARIABLE begins its snapshot, which SET does not do in Redshift. */
  private async applySettings(): Promise<void> {
    const statements = this.newSettings();
    try {
      for (const statement of statements) await this.duck.run(statement);
    } catch (error) {
      this.appliedPath = this.appliedTimezone = '';
      throw error;
    }
  }

  private newSettings(): string[] {
    const statements: string[] = [];
    const path = [this.tempSchema, ...this.settings.searchPath].map(duckString).join(', ');
    if (path !== this.appliedPath) statements.push(`SET VARIABLE rs_search_path = [${path}]`);
    this.appliedPath = path;
    const timezone = this.settings.get('timezone');
    if (timezone !== this.appliedTimezone) statements.push(`SET TimeZone = ${duckString(timezone)}`);
    this.appliedTimezone = timezone;
    return statements;
  }

  private startTimeout(): NodeJS.Timeout | undefined {
    const limit = this.settings.statementTimeout;
    return limit > 0 ? setTimeout(() => this.interrupt(), limit) : undefined;
  }

  private statement(parameters: Parameters, queryId: number, started: bigint): Statement {
    const { duck, login, warehouse, settings, transaction, reader, committed, tempSchema, traces, last } = this;
    const parts = { duck, login, warehouse, settings, transaction, reader, committed, tempSchema, traces, last };
    return sessionStatement(parts, { parameters, queryId, started }, (relation) => {
      this.written = relation;
    });
  }

  private log(sql: string, queryId: number, started: bigint, rows: number, error: string | undefined): void {
    const { user, database, processId: session } = this.login;
    this.warehouse.log.query({
      queryId,
      user,
      database,
      session,
      sql,
      started,
      ended: this.warehouse.now(),
      rows,
      error,
    });
  }
}

const isTransactionCommand = (command: Command): command is TransactionCommand =>
  command.k === 'begin' || command.k === 'commit' || command.k === 'rollback';

/** The Data API refuses a parameter that the statement does not use. */
function checkParameters(parameters: Parameters, s: Statement): void {
  const unused = parameters.find((parameter) => !s.usedParameters.has(parameter.name));
  if (unused) {
    throw redshiftError(`Parameters list contains unused parameters. Unused parameters: [${unused.name}]`);
  }
}
