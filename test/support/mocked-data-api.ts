import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { mockClient } from 'aws-sdk-client-mock';
import { RedshiftData } from '../../lambdas/clients/redshift-data';

/** An error as the SDK throws it. */
export const awsError = (name: string, status: number | undefined, message = `${name} of the fake`): Error =>
  Object.assign(new Error(message), { name, $metadata: status === undefined ? {} : { httpStatusCode: status } });

/** The real client class over a mocked SDK client. */
export const mockedData = () => {
  const client = new RedshiftDataClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  });
  const mock = mockClient(client);
  return { client, mock, data: new RedshiftData(client) };
};

export type DataMock = ReturnType<typeof mockedData>['mock'];

export {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
};

/** Answers the result of a sub-statement with one count. */
export const answerCount = (mock: DataMock, id: string, rows: number): void => {
  mock.on(GetStatementResultCommand, { Id: id }).resolves({
    ColumnMetadata: [{ name: 'row_count' }],
    Records: [[{ longValue: rows }]],
    TotalNumRows: 1,
  });
};

/** Answers the result of a sub-statement with rows of numbers and texts, as a driver gives them. */
export const answerRows = (mock: DataMock, id: string, rows: readonly (string | number | null)[][]): void => {
  mock.on(GetStatementResultCommand, { Id: id }).resolves({
    Records: rows.map((row) =>
      row.map((value) =>
        value === null ? { isNull: true } : typeof value === 'number' ? { longValue: value } : { stringValue: value },
      ),
    ),
    TotalNumRows: rows.length,
  });
};
export const answerRow = (mock: DataMock, id: string, row: readonly (string | number | null)[]): void =>
  answerRows(mock, id, [[...row]]);
