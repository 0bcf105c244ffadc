import { RedshiftData } from '../../lambdas/clients/redshift-data';
import type { EngineField, RedshiftError } from '../../local/redshift/engine';
import type { Warehouse } from '../../local/redshift/warehouse';

interface Input {
  Id: string;
  Sql?: string;
  Sqls?: string[];
  ClientToken: string;
  NextToken?: string;
}

/** A field as the service sends it. */
export type WireField = Record<string, unknown>;

interface Part {
  status: 'FINISHED' | 'FAILED' | 'ABORTED';
  hasResultSet: boolean;
  resultRows: number;
  records: WireField[][];
  error?: string;
}

/** Rows of a result page: few, so that small tables have several. */
const PAGE_ROWS = 4;

/**
 * The Data API without its wire and its waits: a statement is over when submit returns. Each batch is a session and a
 * transaction of its own; the same token gives the same statement.
 */
export class ModelDataApi {
  readonly data: RedshiftData;
  /** As ModelS3.onCall. */
  onCall: (call: string) => void = () => undefined;
  /** Called before each statement of a batch with its number, from 0: others may write now. */
  between: (index: number, sql: string) => Promise<void> = async () => undefined;
  private readonly statements = new Map<string, Part[]>();
  private readonly byToken = new Map<string, string>();

  constructor(private readonly warehouse: Warehouse) {
    this.data = new RedshiftData({ send: (command: object) => this.send(command) } as never);
  }

  /** A finished batch with these results. @returns its id */
  answers(...results: WireField[][][]): string {
    const id = `statement-${this.statements.size + 1}`;
    const parts = results.map(
      (records): Part => ({ status: 'FINISHED', hasResultSet: true, resultRows: records.length, records }),
    );
    this.statements.set(id, parts);
    return id;
  }

  clear(): void {
    this.statements.clear();
    this.byToken.clear();
  }

  private async send(command: object): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, '');
    this.onCall(operation);
    const answer = await this.answer(operation, (command as { input: Input }).input);
    this.onCall(operation);
    return answer;
  }

  private async answer(operation: string, input: Input): Promise<unknown> {
    switch (operation) {
      case 'ExecuteStatement':
      case 'BatchExecuteStatement':
        return this.submit(input.Sqls ?? [input.Sql ?? ''], input.ClientToken);
      case 'DescribeStatement':
        return this.describe(input.Id);
      case 'GetStatementResult':
        return this.page(input);
      default:
        throw new Error(`the model's Data API has no ${operation}`);
    }
  }

  private async submit(sqls: string[], token: string) {
    let id = this.byToken.get(token);
    if (id === undefined) {
      id = `statement-${this.statements.size + 1}`;
      this.statements.set(id, []);
      this.byToken.set(token, id);
      this.statements.set(id, await this.run(sqls));
    }
    return { Id: id, Status: this.statusOf(id) };
  }

  private async run(sqls: string[]): Promise<Part[]> {
    const session = await this.warehouse.connect({ database: 'dev', dbUser: 'admin' });
    const parts: Part[] = [];
    try {
      await session.execute('BEGIN');
      for (const [index, sql] of sqls.entries()) {
        await this.between(index, sql);
        const result = await session.execute(sql);
        const records: WireField[][] = [];
        for await (const row of result.rows) records.push(row.map(wireField));
        const { hasResultSet, resultRows } = result;
        parts.push({
          status: 'FINISHED',
          hasResultSet,
          resultRows: hasResultSet ? records.length : resultRows,
          records,
        });
      }
      await session.execute('COMMIT');
    } catch (error) {
      const { message } = error as RedshiftError;
      parts.push({ status: 'FAILED', hasResultSet: false, resultRows: -1, records: [], error: message });
      await session.execute('ROLLBACK').catch(() => undefined);
    } finally {
      await session.close();
    }
    return parts;
  }

  private statusOf(id: string): string {
    return this.partsOf(id).every(({ status }) => status === 'FINISHED') ? 'FINISHED' : 'FAILED';
  }

  private describe(id: string) {
    const parts = this.partsOf(id);
    const error = parts.find((part) => part.error !== undefined)?.error;
    return {
      Id: id,
      Status: this.statusOf(id),
      ...(error !== undefined && { Error: `Query #${parts.length} failed with ${error}` }),
      Duration: 1_000_000,
      SubStatements: parts.map((part, i) => ({
        Id: `${id}:${i + 1}`,
        Status: part.status,
        HasResultSet: part.hasResultSet,
        ResultRows: part.resultRows,
        ...(part.error !== undefined && { Error: part.error }),
      })),
    };
  }

  private page({ Id, NextToken }: Input) {
    const [id = '', index] = Id.split(':');
    const { records } = this.partsOf(id)[Number(index) - 1] ?? { records: [] };
    const from = Number(NextToken ?? 0);
    const to = from + PAGE_ROWS;
    return {
      ColumnMetadata: [],
      Records: records.slice(from, to),
      TotalNumRows: records.length,
      ...(to < records.length && { NextToken: String(to) }),
    };
  }

  private partsOf(id: string): Part[] {
    const parts = this.statements.get(id);
    if (parts === undefined) throw new Error(`no statement ${id}`);
    return parts;
  }
}

/** The SDK reads a long through a double. */
const wireField = (field: EngineField): WireField =>
  'longValue' in field ? { longValue: Number(field.longValue) } : { ...field };
