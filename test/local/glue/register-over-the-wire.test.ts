import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { currentKey, schemaKey } from '../../../lambdas/core/batch/object-keys';
import { handler } from '../../../lambdas/extract/register-table';
import { temporaryFolder } from '../../../lib/temporary-folder';
import { type Fault, type LocalGlue, startGlue } from '../../../local/glue/server';
import { type LocalS3, startS3 } from '../../../local/s3/server';
import { itemOf, run, table, unit } from '../../support/extract-fixture';
import { batchOf, checkpointOf, DESTINATION, ROOT, schemaOf } from '../../support/glue-rows';

const saved = { ...process.env };
const context = {
  functionName: 'register-table',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => 60_000,
} as Context;
const orders = { ...table, destination: DESTINATION, glueTable: 'sales__orders' };
const input = {
  run: { ...run, root: ROOT, glueDatabase: 'lakehouse' },
  item: itemOf({ ...unit, tables: [orders] }),
};

let s3: LocalS3;
let glue: LocalGlue;
let fault: Fault | undefined;

beforeAll(async () => {
  const folder = temporaryFolder('shuttle-register-');
  s3 = await startS3({ root: join(folder, 's3') });
  glue = await startGlue({ root: join(folder, 'glue'), faults: () => fault });
  s3.store.createBucket(ROOT.bucket);
  glue.catalog.createDatabase('lakehouse');
  await put(schemaKey(ROOT, DESTINATION, 'v1').key, schemaOf('id bigint'));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_GLUE: glue.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  });
});
afterAll(async () => {
  process.env = saved;
  await glue.close();
  await s3.close();
});

const put = (key: string, content: unknown) => s3.store.put(ROOT.bucket, key, Buffer.from(JSON.stringify(content)));
const commit = (batchId: string) =>
  put(currentKey(ROOT, DESTINATION).key, checkpointOf('full', 'v1', batchOf(batchId)));
const location = () =>
  (glue.catalog.table('lakehouse', 'sales__orders').StorageDescriptor as { Location: string }).Location;

it('the function registers a table, swaps it, and meets faults of Glue by name', async () => {
  await commit('b1');
  expect(await handler(input, context)).toEqual({
    tables: [{ glueTable: 'lakehouse.sales__orders', batchId: 'b1', changes: ['createTable'] }],
  });
  expect(location()).toBe('s3://lake/shuttle/lake/data/sales/orders/batch=b1/');
  await commit('b2');
  fault = { when: 'before', error: { type: 'ThrottlingException', message: 'Rate exceeded', status: 400 } };
  await expect(handler(input, context)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  expect(location()).toMatch(/batch=b1\/$/);
  fault = { when: 'before', error: { type: 'InternalServiceException', message: 'fault', status: 500 } };
  await expect(handler(input, context)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  fault = {
    when: 'before',
    error: { type: 'AccessDeniedException', message: 'Insufficient Lake Formation', status: 400 },
  };
  await expect(handler(input, context)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: 'Insufficient Lake Formation',
  });
  fault = undefined;
  expect(await handler(input, context)).toMatchObject({ tables: [{ batchId: 'b2', changes: ['updateTable'] }] });
  expect(location()).toMatch(/batch=b2\/$/);
  expect(await handler(input, context)).toMatchObject({ tables: [{ batchId: 'b2', changes: [] }] });
});
