import { localWarehouse } from '../../local/local-warehouse';
import { RedshiftError } from '../../local/redshift/engine';
import type { Warehouse } from '../../local/redshift/warehouse';
import { assemblyFolder } from '../support/assemblies';
import { LoadBench, tableOf } from '../support/load-bench';

const QUOTA = 200;
const TABLES_OF_OTHERS = 170;

/** Redshift's words: https://github.com/metabase/metabase/issues/28941 */
const REFUSAL =
  'ERROR: Maximum tables limit exceeded. The maximum number of tables per cluster is 200 for this instance type. ' +
  'The limit includes permanent and temporary tables';

let isFull = false;

/** Refuses to create tables while it is full. */
const limited = (warehouse: Warehouse): Warehouse =>
  new Proxy(warehouse, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (name !== 'connect') return typeof value === 'function' ? value.bind(target) : value;
      return async (login: Parameters<Warehouse['connect']>[0]) => {
        const session = await target.connect(login);
        const execute = session.execute.bind(session);
        session.execute = async (sql, parameters) => {
          if (isFull && /^\s*CREATE (TEMP )?TABLE/.test(sql)) throw new RedshiftError(REFUSAL, '54000');
          return execute(sql, parameters);
        };
        return session;
      };
    },
  });

let bench: LoadBench;
beforeAll(async () => {
  const clock = { now: () => Date.UTC(2026, 0, 5) };
  bench = await LoadBench.open({
    assembly: assemblyFolder('clickstream'),
    engine: async (s3) => limited(await localWarehouse(s3, clock.now)),
  });
  const { warehouse, user } = bench.env.e2e;
  await warehouse.createRedshiftTable('CREATE SCHEMA others', 'reports');
  for (let n = 0; n < TABLES_OF_OTHERS; n++) {
    await warehouse.createRedshiftTable(`CREATE TABLE others.t${n} (a INT)`, 'reports');
  }
  await warehouse.createRedshiftTable(`GRANT CREATE ON DATABASE reports TO "${user}"`, 'reports');
});
afterAll(() => bench?.close());

let batch = 0;
const load = async (...events: string[]) => {
  const lines = events.map((event, n) => ({ type: 'track', messageId: `${batch}-${n}`, userId: 'u', event }));
  await bench.env.putLines(`clicks/${String(batch++).padStart(4, '0')}.json`, lines);
  return bench.env.run('web');
};
const inDatabase = async (): Promise<number> => {
  const [[count] = []] = await bench.rows(
    "SELECT COUNT(*) FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema IN ('web', 'others')",
  );
  return Number(count);
};
const page = async (runId: string): Promise<string> => {
  const { e2e } = bench.env;
  return String(await e2e.environment.s3.store.get(e2e.bucket, `${e2e.root('web')}runs/${runId}/report.html`));
};

it('counts the tables of the database, and says nothing while there is room', async () => {
  const { status, report } = await load('One');
  expect([status, report.warnings]).toEqual(['SUCCEEDED', []]);
  // The event's table and that of all events, each with its ledger.
  expect(report.tablesHeld).toEqual({ tables: TABLES_OF_OTHERS + 4, quota: QUOTA });
  expect(await inDatabase()).toBe(TABLES_OF_OTHERS + 4);
});

it('warns once from 90 % of the quota on, with what to do', async () => {
  const { status, report, runId } = await load('Two', 'Three', 'Four');
  expect(status).toBe('SUCCEEDED');
  expect(report.tablesHeld).toEqual({ tables: await inDatabase(), quota: QUOTA });
  expect(report.warnings).toEqual([expect.stringContaining('180 of 200 tables that the warehouse can hold')]);
  expect(report.tables.flatMap(({ warnings }) => warnings)).toEqual([]);
  expect(await page(runId)).toContain('<li>180 of 200 tables that the warehouse can hold');
});

it('counts nothing where no table is made', async () => {
  const { status, report } = await load('One', 'Two');
  expect([status, report.totals.applied, report.tablesHeld, report.warnings]).toEqual(['SUCCEEDED', 3, undefined, []]);
});

it('names the failure of a table that Redshift does not create, and loads it once there is room', async () => {
  isFull = true;
  const full = await load('Five');
  expect([full.status, full.error]).toEqual(['FAILED', 'TablesFailed']);
  expect(tableOf(full, 'web.five')).toMatchObject({
    status: 'failed',
    error: 'TableQuotaExceeded',
    cause: expect.stringContaining('Maximum tables limit exceeded'),
  });
  expect(full.report.tablesHeld).toEqual({ tables: 180, quota: QUOTA });
  expect(await page(full.runId)).toContain('<b>Fix</b> Drop tables, or make fewer');
  isFull = false;
  expect((await bench.env.run('web')).status).toBe('SUCCEEDED');
  expect(await bench.rows('SELECT event_text FROM web.five')).toEqual([['Five']]);
  expect(await bench.rows("SELECT COUNT(*) FROM web.tracks WHERE event = 'five'")).toEqual([['1']]);
});
