import fc from 'fast-check';
import type { RunRecord } from '../../lambdas/core/progress/run-record';
import { campaign } from '../support/model-campaign';
import { readFiles, readLake, sorted } from '../support/model-lake';
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
const COLUMNS = [
  { name: 'region', type: 'character varying(12)' },
  { name: 'id', type: 'bigint' },
  { name: 'k', type: 'integer' },
];

const literal = (text: string | null): string => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
const regions = fc.constantFrom('eu', 'eu ', "o'b", 'é', '', null);
const ids = fc.constantFrom('1', '2', '9007199254740993', '-9223372036854775808', '9223372036854775807', null);
const keys = fc.array(fc.tuple(regions, ids), { maxLength: 10 });

it('gone keys are told once each, the key set is that of now, and an emptied source is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(keys, { minLength: 2, maxLength: 4 }),
      fc.constantFrom('incremental' as const, 'full' as const),
      fc.constantFrom(0, 0.5, 1),
      async (states, mode, maxDeletes) => {
        await world.clear();
        const table = `d${++tables}`;
        await world.sql(`CREATE TABLE public.${table} (region varchar(12), id bigint, k integer)`);
        const options = {
          mode,
          method: 'unload' as const,
          primaryKey: ['region', 'id'],
          deletes: 'detect' as const,
          maxDeletes,
          ...(mode === 'incremental' && { replicationKey: 'k' }),
        };
        const pipeline = { ...BASE, tables: [{ pattern: `public.${table}`, isGlob: false, options }] };
        const run = (input: object = {}) => {
          world.now += 1000;
          return runPipeline(world, { pipeline, input, tables: [{ name: table, columns: COLUMNS }] });
        };
        let last: string[] = [];
        for (const [n, state] of states.entries()) {
          await world.sql(`DELETE FROM public.${table}`);
          for (const [region, id] of state) {
            await world.sql(`INSERT INTO public.${table} VALUES (${literal(region)}, ${id ?? 'NULL'}, ${n})`);
          }
          const whole = state.filter(([region, id]) => region !== null && id !== null);
          const now = [...new Set(whole.map(([region, id]) => JSON.stringify({ region, id })))].sort();
          const gone = last.filter((key) => !now.includes(key));
          const before = await readLake(world.s3, ROOT, table);
          let ended = await run();
          if (gone.length > maxDeletes * last.length) {
            expect(ended.units[0]?.error?.name).toBe('TooManyDeletes');
            expect((await readLake(world.s3, ROOT, table))?.checkpoint).toEqual(before?.checkpoint);
            ended = await run({ allowMassDeletes: true });
          }
          expect(ended.units[0]?.error).toBeUndefined();
          const lake = await readLake(world.s3, ROOT, table);
          expect(sorted(lake?.keySet ?? [])).toEqual(now);
          const record = world.s3.json<RunRecord & { status: 'committed' }>(
            `${ROOT.prefix}runs/${ended.runId}/tables/public.${table}.json`,
          );
          const told = record.batches.flatMap(({ deletes }) => (deletes ? [readFiles(world.s3, deletes)] : []));
          expect(sorted((await Promise.all(told)).flat())).toEqual(gone);
          // Redshift takes texts for equal that differ in trailing blanks.
          const equal = new Set(whole.map(([region, id]) => JSON.stringify([region?.trimEnd(), id])));
          expect(record.keys).toEqual({ nulls: state.length - whole.length, duplicates: whole.length - equal.size });
          last = now;
        }
        await world.sql(`DROP TABLE public.${table}`);
      },
    ),
    campaign(8),
  );
});
