import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  type ColumnMetadata,
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  ListStatementsCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { DataApiBusy, DataApiUnavailable, ResultNotReady, ResultTooLarge, StatementFailed } from '../core/errors';
import type { StatementDescription } from '../core/statement/judge-statement';
import type { StatementTarget } from '../core/statement/statement';
import { isResultTooLarge } from '../core/statement/statement-error';
import { type Failure, failureOf, isOutage } from './failure';
import { SOCKETS } from './sockets';

export type { ColumnMetadata, Field };

export interface Submission {
  target: StatementTarget;
  sqls: readonly string[];
  mode: 'TRANSACTION' | 'AUTO_COMMIT';
  clientToken: string;
  name: string;
  /** Seconds that the service may wait for the end before it answers; 0 turns it off. */
  waitSeconds: number;
}

export interface Submitted {
  statementId: string;
  status: string | undefined;
  /** When the Data API took it, by the Data API's clock. */
  createdAt: Date | undefined;
}

export interface ResultPage {
  columns: ColumnMetadata[];
  records: Field[][];
  nextToken?: string;
  totalRows?: number;
}

export interface ListedStatement {
  statementId: string;
  name: string;
  status: string;
}

/** The Redshift Data API, with its errors turned into those that the workflow knows. SDK retries are off: the machine retries. */
export class RedshiftData {
  constructor(private readonly client: RedshiftDataClient) {}

  /** Submits one statement or a batch. The same token always gives the same statement. */
  async submit(submission: Submission): Promise<Submitted> {
    const common = {
      Database: submission.target.database,
      ...(submission.target.workgroupName !== undefined && { WorkgroupName: submission.target.workgroupName }),
      ...(submission.target.clusterIdentifier !== undefined && {
        ClusterIdentifier: submission.target.clusterIdentifier,
      }),
      ...(submission.target.dbUser !== undefined && { DbUser: submission.target.dbUser }),
      ...(submission.target.secretArn !== undefined && { SecretArn: submission.target.secretArn }),
      ClientToken: submission.clientToken,
      StatementName: submission.name,
      ...(submission.waitSeconds > 0 && { WaitTimeSeconds: submission.waitSeconds }),
    };
    return this.call('submit', async () => {
      const [first, ...rest] = submission.sqls;
      const single = first !== undefined && rest.length === 0;
      const output = single
        ? await this.client.send(new ExecuteStatementCommand({ ...common, Sql: first }))
        : await this.client.send(
            new BatchExecuteStatementCommand({
              ...common,
              Sqls: [...submission.sqls],
              ...(submission.mode === 'AUTO_COMMIT' && { ExecutionMode: 'AUTO_COMMIT' as const }),
            }),
          );
      if (!output.Id) throw new DataApiUnavailable('the Data API answered without a statement id');
      return { statementId: output.Id, status: output.Status, createdAt: output.CreatedAt };
    });
  }

  async describe(statementId: string): Promise<StatementDescription> {
    const output = await this.call('describe', () =>
      this.client.send(new DescribeStatementCommand({ Id: statementId })),
    );
    return descriptionOf(statementId, output);
  }

  /** One page of a result. Field values are as the service gives them; BIGINTs are read as text (see the page SELECT). */
  async page(statementId: string, nextToken?: string): Promise<ResultPage> {
    const output = await this.call('result', () =>
      this.client.send(
        new GetStatementResultCommand({ Id: statementId, ...(nextToken !== undefined && { NextToken: nextToken }) }),
      ),
    );
    return {
      columns: output.ColumnMetadata ?? [],
      records: output.Records ?? [],
      ...(output.NextToken ? { nextToken: output.NextToken } : {}),
      ...(output.TotalNumRows === undefined ? {} : { totalRows: output.TotalNumRows }),
    };
  }

  /** All pages of a result, for results that are known to be small. */
  async *pages(statementId: string): AsyncGenerator<ResultPage> {
    let nextToken: string | undefined;
    do {
      const page = await this.page(statementId, nextToken);
      yield page;
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  /** Cancels a statement. One that has ended already is left as it is. */
  async cancel(statementId: string): Promise<void> {
    try {
      await this.client.send(new CancelStatementCommand({ Id: statementId }));
    } catch (thrown) {
      const failure = failureOf(thrown);
      // "Could not cancel a query that is already in FINISHED state": it ended first, which is as good.
      if (failure.name === 'ValidationException' && /already in \w+ state/i.test(failure.message)) return;
      if (failure.name === 'ResourceNotFoundException') return;
      throw translate('cancel', failure, thrown);
    }
  }

  /** Statements that have not ended and whose name begins with the prefix. */
  async running(namePrefix: string): Promise<ListedStatement[]> {
    const found: ListedStatement[] = [];
    for (const status of ['SUBMITTED', 'PICKED', 'STARTED'] as const) {
      let nextToken: string | undefined;
      do {
        const output = await this.call('list', () =>
          this.client.send(
            new ListStatementsCommand({
              StatementName: namePrefix,
              Status: status,
              MaxResults: 100,
              ...(nextToken !== undefined && { NextToken: nextToken }),
            }),
          ),
        );
        for (const statement of output.Statements ?? []) {
          if (statement.Id && statement.StatementName?.startsWith(namePrefix)) {
            found.push({ statementId: statement.Id, name: statement.StatementName, status });
          }
        }
        nextToken = output.NextToken || undefined;
      } while (nextToken !== undefined);
    }
    return found;
  }

  private async call<T>(action: Action, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (thrown) {
      throw translate(action, failureOf(thrown), thrown);
    }
  }
}

type Action = 'submit' | 'describe' | 'result' | 'cancel' | 'list';

/**
 * Names the error by what the machine does next. What is none of these (AccessDeniedException, ExpiredToken ...) goes
 * through under its own name and fails the table.
 */
const translate = (action: Action, failure: Failure, thrown: unknown): unknown => {
  const text = `${failure.name}: ${failure.message}`;
  if (failure.name === 'ThrottlingException' || failure.name === 'TooManyRequestsException')
    return new DataApiBusy(text);
  if (/^Active\w+ExceededException$/.test(failure.name)) return new DataApiBusy(text);
  if (failure.name === 'ValidationException' && /throttl|rate exceeded/i.test(failure.message)) {
    return new DataApiBusy(text);
  }
  if (action === 'result' && isResultTooLarge(failure.message)) return new ResultTooLarge(text);
  // The Data API's own call to Redshift took too long.
  if (isOutage(failure) || failure.name === 'QueryTimeoutException') return new DataApiUnavailable(text);
  // The service is eventually consistent: a statement that was just accepted may be unknown for a moment.
  if (failure.name === 'ResourceNotFoundException' && action !== 'submit') return new ResultNotReady(text);
  if (action === 'submit' && (failure.name === 'ValidationException' || failure.name === 'ResourceNotFoundException')) {
    return new StatementFailed(text);
  }
  return thrown;
};

const descriptionOf = (statementId: string, output: DescribeStatementCommandOutput): StatementDescription => ({
  statementId,
  status: output.Status ?? 'missing',
  ...(output.Error ? { error: output.Error } : {}),
  ...(output.RedshiftQueryId === undefined ? {} : { redshiftQueryId: output.RedshiftQueryId }),
  ...(output.Duration === undefined ? {} : { durationNanos: output.Duration }),
  // By their number: the service promises no order, and steps find a statement by its place.
  subStatements: [...(output.SubStatements ?? [])]
    .sort((a, b) => numberOf(a.Id) - numberOf(b.Id))
    .map((sub) => ({
      id: sub.Id ?? '',
      status: sub.Status ?? 'missing',
      hasResultSet: sub.HasResultSet ?? false,
      ...(sub.Error ? { error: sub.Error } : {}),
      ...(sub.ResultRows === undefined ? {} : { resultRows: sub.ResultRows }),
      ...(sub.RedshiftQueryId === undefined ? {} : { redshiftQueryId: sub.RedshiftQueryId }),
    })),
});

/** The `n` of `<statementId>:<n>`; last comes what has none. */
const numberOf = (subStatementId: string | undefined): number =>
  Number(/:(\d+)$/.exec(subStatementId ?? '')?.[1] ?? Number.MAX_SAFE_INTEGER);

let shared: RedshiftData | undefined;

/** The client of this Lambda environment, made at its first use. */
export const redshiftData = (): RedshiftData => {
  shared ??= new RedshiftData(new RedshiftDataClient({ maxAttempts: 1, requestHandler: SOCKETS }));
  return shared;
};
