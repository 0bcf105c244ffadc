import fc from 'fast-check';
import { formatRedshiftType } from '../../lambdas/core/catalog/redshift-type';
import { checkReplicationKey } from '../../lambdas/core/catalog/replication-key';
import { compareWatermarks, watermarkLiteral } from '../../lambdas/core/progress/watermark';
import { keyValues } from '../support/key-values';
import { campaign } from '../support/model-campaign';
import { liveRows, readLake } from '../support/model-lake';
import { BASE, ROOT } from '../support/model-pipeline';
import { runPipeline } from '../support/model-run';
import { ModelWorld } from '../support/model-world';

jest.setTimeout(86_400_000);

let world: ModelWorld;
beforeAll(async () => {
  world = await ModelWorld.open();
});
afterAll(() => world?.close());

let tables = 0;

/** Values next to one another, as close as the type has them, at the places where precision is lost first. */
const CLOSE: Record<string, readonly string[]> = {
  'timestamp without time zone': [
    '2026-01-05 03:00:00.000001',
    '2026-01-05 03:00:00.000002',
    '9999-12-31 23:59:59.999999',
  ],
  'timestamp with time zone': [
    '2026-10-25 00:59:59.999999+00',
    '2026-10-25 01:00:00.000000+00',
    '0001-01-01 00:00:00.000000+00',
  ],
  date: ['0001-01-01', '2026-02-28', '2026-03-01', '9999-12-31'],
  smallint: ['-32768', '-32767', '32766', '32767'],
  integer: ['-2147483648', '-2147483647', '2147483646', '2147483647'],
  bigint: [
    '-9223372036854775808',
    '9007199254740992',
    '9007199254740993',
    '9223372036854775806',
    '9223372036854775807',
  ],
  'numeric(38,10)': [
    '1234567890123456789012345678.0000000001',
    '1234567890123456789012345678.0000000002',
    '-0.0000000001',
  ],
  'character varying(40)': ["it's", "it''s", 'a', 'a ', 'a\\', 'é', '\uff5e', '🚀', '"', '%', '\n'],
};

describe.each(Object.keys(CLOSE))('windows by a key of type %s', (name) => {
  const type = checkReplicationKey({ name: 'k', type: name, nullable: true });
  const value = fc.oneof(fc.constantFrom(...(CLOSE[name] ?? [])), keyValues(type));

  it('read exactly the new rows, one after the other', async () => {
    const runs = fc.array(fc.array(value, { maxLength: 3 }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(runs, fc.constantFrom('unload' as const, 'page' as const), async (some, method) => {
        await world.clear();
        const table = `p${++tables}`;
        await world.sql(`CREATE TABLE public.${table} (rid integer, k ${formatRedshiftType(type)})`);
        // Ever higher: what a run finds is at or above what was there.
        const keys = some.flat().sort((a, b) => compareWatermarks(type, a, b));
        let [written, settled] = [0, 0];
        for (const { length } of some) {
          for (const key of keys.slice(written, written + length)) {
            await world.sql(`INSERT INTO public.${table} VALUES (${++written}, ${watermarkLiteral(type, key).text})`);
          }
          world.now += 1000;
          const options = { mode: 'incremental', replicationKey: 'k', method } as const;
          const ended = await runPipeline(world, {
            pipeline: { ...BASE, tables: [{ pattern: `public.${table}`, isGlob: false, options }] },
            tables: [
              {
                name: table,
                columns: [
                  { name: 'rid', type: 'integer' },
                  { name: 'k', type: name },
                ],
              },
            ],
          });
          expect(ended.units.map(({ error }) => error)).toEqual([undefined]);
          const lake = await readLake(world.s3, ROOT, table);
          if (!lake) throw new Error('nothing is committed');
          const rids = liveRows(lake).map(({ rid }) => Number(rid));
          expect(rids.sort((a, b) => a - b)).toEqual(keys.slice(0, written).map((_, i) => i + 1));
          // Below the highest key, once each; at it, until there is a higher one.
          const highest = keys[written - 1];
          const below = keys.slice(0, written).filter((key) => compareWatermarks(type, key, highest ?? key) < 0).length;
          const own = lake.batches.filter(({ batch }) => batch.runId === ended.runId && batch.kind !== 'tail');
          expect(own.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(below - settled);
          settled = below;
        }
        await world.sql(`DROP TABLE public.${table}`);
      }),
      campaign(2),
    );
  });
});

it.each([
  ['smallint', ['-32768', '-32760']],
  ['integer', ['-2147483648', '-2147483640']],
  ['bigint', ['-9223372036854775808', '-9223372036854775800']],
  ['numeric(38,10)', ['-9999999999999999999999999999.9999999999', '-9999999999999999999999999990.0000000000']],
])('a lookback reaches no lower than the least %s', async (name, keys) => {
  await world.clear();
  const table = `p${++tables}`;
  await world.sql(`CREATE TABLE public.${table} (rid integer, k ${name})`);
  const options = { mode: 'incremental', replicationKey: 'k', method: 'unload', lookback: 100 } as const;
  for (const [rid, key] of keys.entries()) {
    await world.sql(`INSERT INTO public.${table} VALUES (${rid}, ${key})`);
    world.now += 1000;
    const ended = await runPipeline(world, {
      pipeline: { ...BASE, tables: [{ pattern: `public.${table}`, isGlob: false, options }] },
      tables: [
        {
          name: table,
          columns: [
            { name: 'rid', type: 'integer' },
            { name: 'k', type: name },
          ],
        },
      ],
    });
    expect(ended.units.map(({ error }) => error)).toEqual([undefined]);
    const lake = await readLake(world.s3, ROOT, table);
    expect(lake && liveRows(lake).length).toBe(rid + 1);
  }
});
