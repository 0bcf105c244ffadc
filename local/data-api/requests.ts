import type { NamedParameter } from './read-input';

/** The requests after `readInput`, in the names of the service model. */
export interface TargetInput {
  ClusterIdentifier?: string;
  WorkgroupName?: string;
  Database?: string;
  DbUser?: string;
  SecretArn?: string;
}

export interface SubmitInput extends TargetInput {
  WithEvent?: boolean;
  StatementName?: string;
  Parameters?: NamedParameter[];
  ClientToken?: string;
  ResultFormat?: 'JSON' | 'CSV';
  SessionKeepAliveSeconds?: number;
  SessionId?: string;
  WaitTimeSeconds?: number;
}

export interface ExecuteInput extends SubmitInput {
  Sql: string;
}

export interface BatchInput extends SubmitInput {
  Sqls: string[];
  ExecutionMode?: 'TRANSACTION' | 'AUTO_COMMIT';
}

export interface DescribeInput {
  Id: string;
  WaitTimeSeconds?: number;
}

export interface ResultInput extends DescribeInput {
  NextToken?: string;
}

export interface PagedInput {
  NextToken?: string;
  MaxResults?: number;
}

export interface ListInput extends PagedInput {
  RoleLevel?: boolean;
  Database?: string;
  ClusterIdentifier?: string;
  WorkgroupName?: string;
}

export interface ListStatementsInput extends ListInput {
  StatementName?: string;
  Status?: string;
}

export interface ListSessionsInput extends ListInput {
  SessionId?: string;
  Status?: string;
}

export interface CatalogInput extends TargetInput, PagedInput {
  Database: string;
  ConnectedDatabase?: string;
  SchemaPattern?: string;
  TablePattern?: string;
  Schema?: string;
  Table?: string;
}
