import { gunzipSync, gzipSync } from 'node:zlib';
import type { FaultHook } from '../../local/s3/faults';
import { assemblyFolder } from '../support/assemblies';
import { LoadEnvironment } from '../support/load-environment';
import { RoleAccess } from '../support/role-access';

/** The local S3 refuses what the policies of the stack do not allow. */
let access: RoleAccess;
let env: LoadEnvironment;
let onCall: FaultHook = () => undefined;
beforeAll(async () => {
  access = new RoleAccess(assemblyFolder('load'));
  env = await LoadEnvironment.open({ s3Authorise: access.authorise, s3Faults: (call) => onCall(call) });
});
afterAll(() => env?.close());

const succeeds = async (pipeline: string, input: object = {}) => {
  const { status, cause } = await env.run(pipeline, input);
  expect({ refused: access.refused, status, cause }).toEqual({ refused: [], status: 'SUCCEEDED', cause: undefined });
};

describe('the policies of a load let its steps do', () => {
  it('all that a load of an extract takes', async () => {
    const { e2e } = env;
    await e2e.admin(
      'CREATE SCHEMA shop',
      'CREATE TABLE shop.orders (id BIGINT, updated_at TIMESTAMP)',
      "INSERT INTO shop.orders VALUES (1, '2026-01-01'), (2, '2026-01-02')",
      'CREATE TABLE shop.bookings (id BIGINT, updated_at TIMESTAMP)',
      "INSERT INTO shop.bookings VALUES (1, '2026-01-01')",
      'CREATE TABLE shop.tickets (id BIGINT, updated_at TIMESTAMP)',
      "INSERT INTO shop.tickets VALUES (1, '2026-01-01')",
      `GRANT USAGE ON SCHEMA shop TO "${e2e.user}"`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA shop TO "${e2e.user}"`,
    );
    expect((await e2e.run('lake')).status).toBe('SUCCEEDED');
    await succeeds('copy');
    await e2e.admin('DELETE FROM shop.orders WHERE id = 1', "INSERT INTO shop.orders VALUES (3, '2026-01-03')");
    expect((await e2e.run('lake')).status).toBe('SUCCEEDED');
    await succeeds('copy');
  });

  it('all that a load of objects takes, bad rows and a dry run included', async () => {
    await env.put('events/clicks/a.json', '{"id": 1}\n[]\n');
    await env.put('events/views/a.json', '{"id": 1}\n');
    await env.e2e.admin('CREATE SCHEMA IF NOT EXISTS "raw"');
    await succeeds('events', { dryRun: true });
    await succeeds('events', { tables: ['*.clicks'] });
    await succeeds('events');
    await env.put('people/a.csv', 'id,name\n1,Ann\n,nobody\n');
    await succeeds('people');
  });

  it('all that setting rows aside and recording a failure take', async () => {
    await env.put('events/poison/a.json', '{"id": 1}\n{"id": 2}\n');
    let ids = /"id":"1"/;
    onCall = async ({ op, key = '' }) => {
      if (op !== 'PutObject' || !key.includes('/manifests/')) return undefined;
      for (const part of (await env.e2e.keys('shuttle/events/staging/')).filter((one) => /\/poison\/.*gz$/.test(one))) {
        const text = gunzipSync(await env.e2e.environment.s3.store.get(env.e2e.bucket, part)).toString();
        await env.e2e.environment.s3.store.put(
          env.e2e.bucket,
          part,
          gzipSync(text.replaceAll(new RegExp(ids, 'g'), '"id":"no"')),
        );
      }
      ids = /never/;
      return undefined;
    };
    await succeeds('events');
    await env.put('events/poison/b.json', '{"id": 3}\n{"id": 4}\n');
    ids = /"id":"\d"/;
    const failed = await env.run('events');
    expect({ error: failed.error, refused: access.refused }).toEqual({ error: 'TablesFailed', refused: [] });
    onCall = () => undefined;
    const owed = await env.run('events', { retryFailedOf: failed.runId });
    expect(owed.error).toBe('TablesFailed');
    expect(access.refused).toEqual([]);
  });

  it('and nothing that they do not do', () => {
    // Steps of an extract have tests of their own.
    const ofLoads = /^(startload|collect|scan|planc|planl|planb|stage|prepare|recordload|finishload)/;
    expect(access.unused().filter((text) => ofLoads.test(text))).toEqual([]);
  });
});
