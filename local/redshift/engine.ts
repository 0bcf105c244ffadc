/**
 * What the Data API server asks of a database. `local/redshift` answers it with DuckDB; scale tests answer it with a
 * stub of known timing.
 */
export interface Engine {
  /** Opens one database session for a user. Throws RedshiftError when the database or the user does not exist. */
  connect(login: Login): Promise<EngineSession>;
  /** Names of the databases, for ListDatabases. */
  databases(): Promise<string[]>;
  close(): Promise<void>;
}

export interface Login {
  database: string;
  /** Folded database user, e.g. `IAMR:shuttle-data-api` or `admin`. */
  dbUser: string;
  isSuperuser?: boolean;
}

export interface EngineSession {
  /**
   * Runs one Redshift SQL statement (also BEGIN, COMMIT, ROLLBACK, SET). Parameters are named `:name`, values are text.
   * @throws RedshiftError with Redshift's own message, e.g. `ERROR: relation "public.x" does not exist`
   * @throws NotSupportedLocally (a RedshiftError whose message starts with "NotSupportedLocally") for SQL that the
   *   laptop cannot run faithfully
   */
  execute(sql: string, parameters?: readonly { name: string; value: string }[]): Promise<EngineResult>;
  /** Makes the statement under way fail with `Query (id) cancelled on user's request`. */
  interrupt(): void;
  close(): Promise<void>;
}

/** One field in the Data API's value union. `longValue` is a bigint so that 2^53 + 1 survives until it is serialised. */
export type EngineField =
  | { isNull: true }
  | { booleanValue: boolean }
  | { longValue: bigint }
  | { doubleValue: number }
  | { stringValue: string }
  | { blobValue: Uint8Array };

/** ColumnMetadata of the Data API, lower camel case as on the wire. */
export interface EngineColumn {
  name: string;
  label: string;
  /** Redshift's type name as the Data API prints it: int2 int4 int8 numeric float4 float8 bool bpchar varchar date timestamp timestamptz time timetz super varbyte geometry geography hllsketch ... */
  typeName: string;
  length: number;
  precision: number;
  scale: number;
  /** 0 = not null, 1 = nullable, 2 = unknown. */
  nullable: 0 | 1 | 2;
  schemaName: string;
  tableName: string;
  columnDefault: string;
  isCaseSensitive: boolean;
  isCurrency: boolean;
  isSigned: boolean;
}

export interface EngineResult {
  hasResultSet: boolean;
  columns: EngineColumn[];
  /** Rows of a result set; empty for commands. May be lazy for big results. */
  rows: Iterable<EngineField[]> | AsyncIterable<EngineField[]>;
  /** Rows returned or affected; -1 when the statement has no count. */
  resultRows: number;
  /** RedshiftQueryId: joins to SYS_* views; -1 for statements that get none. */
  queryId: number;
}

/** An error as Redshift words it. */
export class RedshiftError extends Error {
  override readonly name = 'RedshiftError';
  constructor(
    message: string,
    /** SQLSTATE where known, e.g. 42P01. */
    readonly sqlState?: string,
  ) {
    super(message);
  }
}
