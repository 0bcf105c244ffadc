/** The constraints of the service model, checked by `readInput`. */
export type Rule =
  | { kind: 'string'; required?: true; min?: number; max?: number; pattern?: RegExp; oneOf?: readonly string[] }
  | { kind: 'integer'; min: number; max: number }
  | { kind: 'boolean' }
  | { kind: 'strings'; required: true; max: number }
  | { kind: 'parameters' };

export type Rules = Readonly<Record<string, Rule>>;

/** Statement and session ids. The text of a refusal quotes the pattern in AWS's form. */
export const UUID = /^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\d+)?$/;

const text: Rule = { kind: 'string' };
const needed: Rule = { kind: 'string', required: true };
const flag: Rule = { kind: 'boolean' };
const waitSeconds: Rule = { kind: 'integer', min: 0, max: 30 };
const statementId: Rule = { kind: 'string', required: true, pattern: UUID };
const status = ['SUBMITTED', 'PICKED', 'STARTED', 'FINISHED', 'ABORTED', 'FAILED'] as const;

const target: Rules = {
  ClusterIdentifier: { kind: 'string', min: 1, max: 63 },
  WorkgroupName: { kind: 'string', min: 3, max: 128 },
  Database: text,
  DbUser: text,
  SecretArn: text,
};

const submission: Rules = {
  ...target,
  WithEvent: flag,
  StatementName: { kind: 'string', max: 2048 },
  Parameters: { kind: 'parameters' },
  ClientToken: { kind: 'string', min: 1, max: 64 },
  ResultFormat: { kind: 'string', oneOf: ['JSON', 'CSV'] },
  SessionKeepAliveSeconds: { kind: 'integer', min: 0, max: 86_400 },
  SessionId: { kind: 'string', pattern: UUID },
  WaitTimeSeconds: waitSeconds,
};

const result: Rules = { Id: statementId, NextToken: text, WaitTimeSeconds: waitSeconds };
const paged = (max: number): Rules => ({ NextToken: text, MaxResults: { kind: 'integer', min: 0, max } });
const catalog: Rules = { ...target, ...paged(1000), Database: needed, ConnectedDatabase: text };

/** The rules of every operation; `batchStatements` is a configurable limit. */
export const inputRules = (batchStatements: number): Readonly<Record<string, Rules>> => ({
  ExecuteStatement: { ...submission, Sql: { kind: 'string', required: true, min: 1 } },
  BatchExecuteStatement: {
    ...submission,
    Sqls: { kind: 'strings', required: true, max: batchStatements },
    ExecutionMode: { kind: 'string', oneOf: ['TRANSACTION', 'AUTO_COMMIT'] },
  },
  DescribeStatement: { Id: statementId, WaitTimeSeconds: waitSeconds },
  GetStatementResult: result,
  GetStatementResultV2: result,
  CancelStatement: { Id: statementId },
  ListStatements: {
    ...paged(100),
    StatementName: { kind: 'string', max: 2048 },
    Status: { kind: 'string', oneOf: [...status, 'ALL'] },
    RoleLevel: flag,
    Database: text,
    ClusterIdentifier: text,
    WorkgroupName: text,
  },
  ListSessions: {
    ...paged(100),
    SessionId: { kind: 'string', pattern: UUID },
    Status: { kind: 'string', oneOf: ['AVAILABLE', 'BUSY', 'CLOSED'] },
    RoleLevel: flag,
    Database: text,
    ClusterIdentifier: text,
    WorkgroupName: text,
  },
  ListDatabases: { ...target, ...paged(1000) },
  ListSchemas: { ...catalog, SchemaPattern: text },
  ListTables: { ...catalog, SchemaPattern: text, TablePattern: text },
  DescribeTable: { ...catalog, Schema: text, Table: text },
});
