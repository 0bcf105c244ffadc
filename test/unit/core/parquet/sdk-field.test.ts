import { GetStatementResultCommand, RedshiftDataClient, type Field as SdkField } from '@aws-sdk/client-redshift-data';
import type { Field } from '../../../../lambdas/core/parquet/page-field';
import { readWithDuckDb } from '../../../support/parquet-duckdb';
import { writePart } from '../../../support/parquet-part';

/** Compiles only while the SDK's union fits. */
const fields = (record: SdkField[]): Field[] => record;

/** What the SDK makes of a body of GetStatementResult. */
const parsedBySdk = async (records: string): Promise<SdkField[][]> => {
  const body = new TextEncoder().encode(`{"ColumnMetadata":[],"Records":${records}}`);
  const client = new RedshiftDataClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    requestHandler: {
      handle: async () => ({
        response: {
          statusCode: 200,
          headers: { 'content-type': 'application/x-amz-json-1.1' },
          body: new ReadableStream({
            start(controller) {
              controller.enqueue(body);
              controller.close();
            },
          }),
        },
      }),
    } as never,
  });
  const { Records } = await client.send(new GetStatementResultCommand({ Id: 'x' }));
  return Records ?? [];
};

it('takes the fields as the SDK parses them off the wire', async () => {
  const records = await parsedBySdk(`[
    [{"doubleValue":-0.0},{"longValue":-32768},{"stringValue":"9007199254740993"},{"booleanValue":false},{"stringValue":"\\ud83d\\ude00"}],
    [{"doubleValue":"NaN"},{"isNull":true},{"isNull":true},{"isNull":true},{"isNull":true}],
    [{"doubleValue":"-Infinity"},{"longValue":1},{"stringValue":"-1"},{"booleanValue":true},{"stringValue":""}],
    [{"doubleValue":1e-7},{"longValue":1},{"stringValue":"-1"},{"booleanValue":true},{"stringValue":"\\ud83d"}]
  ]`);
  const types = { d: 'float8', i: 'smallint', b: 'bigint', ok: 'boolean', t: 'text' };
  const part = await writePart(types, [records.map(fields)]);
  expect(part.quarantined).toEqual([{ row: 3, column: 't', reason: 'text that is not Unicode (a lone surrogate)' }]);
  expect(await readWithDuckDb(part.file)).toEqual([
    [-0, -32768n, 9007199254740993n, false, '😀'],
    [Number.NaN, null, null, null, null],
    [Number.NEGATIVE_INFINITY, 1n, -1n, true, ''],
  ]);
});
