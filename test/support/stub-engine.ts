import {
  type Engine,
  type EngineColumn,
  type EngineField,
  type EngineResult,
  type EngineSession,
  type Login,
  RedshiftError,
} from '../../local/redshift/engine';

/** What the stub answers to one SQL text. */
export interface StubAnswer {
  /** Columns `name:type`; leave out for a command. */
  columns?: string[];
  rows?: Iterable<EngineField[]>;
  /** Rows affected by a command. */
  affected?: number;
  /** A RedshiftError with this message. */
  error?: string;
  /** Never ends by itself: only `interrupt` ends it. */
  hangs?: boolean;
}

export type StubAnswers = Readonly<Record<string, StubAnswer>> | ((sql: string) => StubAnswer | undefined);

const column = (spec: string): EngineColumn => {
  const [name = '', typeName = 'varchar'] = spec.split(':');
  return {
    name,
    label: name,
    typeName,
    length: 0,
    precision: 0,
    scale: 0,
    nullable: 1,
    schemaName: 'public',
    tableName: 't',
    columnDefault: '',
    isCaseSensitive: false,
    isCurrency: false,
    isSigned: false,
  };
};

/** An engine that knows a list of SQL texts. Unknown SQL is a command that succeeds; transactions are kept track of. */
export class StubEngine implements Engine {
  /** Commands whose effect is committed, in order. */
  readonly committed: string[] = [];
  /** All SQL run, with the number of its session. */
  readonly log: string[] = [];
  readonly parameters: (readonly { name: string; value: string }[])[] = [];
  readonly logins: Login[] = [];
  openSessions = 0;
  private queryId = 1000;

  constructor(
    private readonly answers: StubAnswers = {},
    private readonly names: string[] = ['dev', 'analytics'],
  ) {}

  async connect(login: Login): Promise<EngineSession> {
    if (!this.names.includes(login.database))
      throw new RedshiftError(`FATAL: database "${login.database}" does not exist`);
    this.logins.push(login);
    this.openSessions++;
    return new StubSession(this, this.logins.length);
  }

  async databases(): Promise<string[]> {
    return this.names;
  }

  async close(): Promise<void> {}

  answerTo(sql: string): StubAnswer {
    const answer = typeof this.answers === 'function' ? this.answers(sql) : this.answers[sql];
    return answer ?? { affected: 1 };
  }

  nextQueryId(): number {
    return ++this.queryId;
  }
}

class StubSession implements EngineSession {
  private pending: string[] | undefined;
  private stop: ((error: Error) => void) | undefined;

  constructor(
    private readonly engine: StubEngine,
    private readonly number: number,
  ) {}

  async execute(sql: string, parameters: readonly { name: string; value: string }[] = []): Promise<EngineResult> {
    this.engine.log.push(`${this.number}: ${sql}`);
    this.engine.parameters.push(parameters);
    const word = sql.trim().toUpperCase();
    if (word === 'BEGIN') this.pending = [];
    else if (word === 'COMMIT') this.end(true);
    else if (word === 'ROLLBACK') this.end(false);
    const answer = this.engine.answerTo(sql);
    const queryId = this.engine.nextQueryId();
    if (answer.hangs) {
      await new Promise<never>((_, reject) => {
        this.stop = reject;
      });
    }
    if (answer.error !== undefined) throw new RedshiftError(answer.error);
    if (answer.columns) {
      return {
        hasResultSet: true,
        columns: answer.columns.map(column),
        rows: answer.rows ?? [],
        resultRows: -1,
        queryId,
      };
    }
    if (!/^(BEGIN|COMMIT|ROLLBACK|SET)\b/.test(word)) (this.pending ?? this.engine.committed).push(sql);
    return { hasResultSet: false, columns: [], rows: [], resultRows: answer.affected ?? 0, queryId };
  }

  interrupt(): void {
    this.stop?.(new RedshiftError("Query (99) cancelled on user's request"));
  }

  async close(): Promise<void> {
    this.end(false);
    this.engine.openSessions--;
  }

  private end(commits: boolean): void {
    if (commits) this.engine.committed.push(...(this.pending ?? []));
    this.pending = undefined;
  }
}
