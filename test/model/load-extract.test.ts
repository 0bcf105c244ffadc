import { assemblyFolder } from '../support/assemblies';
import { Dice } from '../support/change-history';
import { LoadEnvironment } from '../support/load-environment';
import { IS_CAMPAIGN, LOADS_RUNS, LOADS_SEED } from '../support/loads-campaign';
import { readTable, type TargetRow } from '../support/loads-target';

/*
 * A table that changes between the runs of an extract pipeline, whose batches two others load: the copy equals the source,
 * and the history tells every state that was extracted.
 */
jest.setTimeout(86_400_000);

const ROUNDS = IS_CAMPAIGN ? 4 : 2;

let env: LoadEnvironment;
beforeAll(async () => {
  env = await LoadEnvironment.open({ assembly: assemblyFolder('load-model') });
  await env.e2e.admin('CREATE SCHEMA model', `GRANT USAGE ON SCHEMA model TO "${env.e2e.user}"`);
});
afterAll(() => env?.close());

const read = async (database: string, table: string): Promise<TargetRow[]> =>
  (await readTable(env, table, database)) ?? [];

const rowsOf = (rows: readonly TargetRow[], columns: readonly string[]): string[] =>
  rows.map((row) => contentOf(row, columns)).sort();
const contentOf = (row: TargetRow, columns: readonly string[]): string =>
  JSON.stringify(columns.map((name) => row.get(name) ?? null));

const succeed = async (pipeline: string, input: object = {}): Promise<void> => {
  const { status, error, cause } = await env.e2e.run(pipeline, input);
  expect({ pipeline, status, error, cause }).toEqual({
    pipeline,
    status: 'SUCCEEDED',
    error: undefined,
    cause: undefined,
  });
};

/** What each key was, run by run; null where it was gone. A state that comes again is one. */
class Extracted {
  readonly columns = ['id', 'note', 'big', 'updated_at', 'extra'];
  private readonly states = new Map<string, (string | null)[]>();

  take(rows: readonly TargetRow[]): void {
    const now = new Map(rows.map((row) => [row.get('id') ?? '', contentOf(row, this.columns)]));
    for (const id of new Set([...this.states.keys(), ...now.keys()])) {
      const states = this.states.get(id) ?? [];
      const state = now.get(id) ?? null;
      if (states.at(-1) !== state && !(states.length === 0 && state === null)) states.push(state);
      this.states.set(id, states);
    }
  }

  get timelines(): Record<string, (string | null)[]> {
    return Object.fromEntries([...this.states].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** The same of a history: versions one after the other, with the gaps between them. */
const timelinesOf = (rows: readonly TargetRow[], columns: readonly string[]): Record<string, (string | null)[]> => {
  const byKey = new Map<string, TargetRow[]>();
  for (const row of rows) byKey.set(row.get('id') ?? '', [...(byKey.get(row.get('id') ?? '') ?? []), row]);
  const timelines = [...byKey].map(([id, versions]): [string, (string | null)[]] => {
    versions.sort((a, b) => ((a.get('shuttle_pos') ?? '') < (b.get('shuttle_pos') ?? '') ? -1 : 1));
    const states: (string | null)[] = [];
    for (const [i, version] of versions.entries()) {
      const [to, next] = [version.get('valid_to') ?? null, versions[i + 1]];
      expect({ id, to, isCurrent: version.get('is_current') }).toEqual({ id, to, isCurrent: String(to === null) });
      expect({ id, isOpen: to === null }).toEqual({ id, isOpen: to === null && next === undefined });
      const state = contentOf(version, columns);
      if (states.at(-1) !== state) states.push(state);
      if (to !== null && to !== next?.get('valid_from')) states.push(null);
    }
    return [id, states];
  });
  return Object.fromEntries(timelines.sort(([a], [b]) => (a < b ? -1 : 1)));
};

const seeds = Array.from({ length: LOADS_RUNS }, (_, i) => LOADS_SEED + i);

it.each(seeds)('history %i', async (seed) => {
  const dice = new Dice(seed);
  const { e2e } = env;
  await e2e.admin(
    'DROP TABLE IF EXISTS model.orders',
    'DROP TABLE IF EXISTS model.items',
    'CREATE TABLE model.orders (id BIGINT, note VARCHAR(40), big NUMERIC(38,10), updated_at TIMESTAMP)',
    'CREATE TABLE model.items (id BIGINT, price NUMERIC(12,2))',
    `GRANT SELECT ON ALL TABLES IN SCHEMA model TO "${e2e.user}"`,
  );
  // Each history has the pipelines to itself.
  for (const pipeline of ['m-lake', 'm-copy', 'm-history']) {
    for (const key of await e2e.keys(e2e.root(pipeline))) await e2e.environment.s3.store.delete(e2e.bucket, key);
  }
  const session = await e2e.warehouse.connect({ database: 'reports', dbUser: 'admin' });
  for (const table of ['copy_model.orders', 'copy_model.items', 'history_model.orders']) {
    const [schema, name] = table.split('.');
    for (const each of [name, `shuttle_ledger_${name}`, `shuttle_positions_${name}`, `shuttle_tombstones_${name}`]) {
      await session.execute(`DROP TABLE IF EXISTS ${schema}.${each}`).catch(() => undefined);
    }
  }
  await session.close();
  const extracted = new Extracted();
  let [next, second] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < 6; i++) {
      const roll = dice.next();
      const id = 1 + dice.below(Math.max(1, next));
      if (roll < 0.5 || next === 0) {
        const back = dice.chance(0.2) && next > 0;
        const row = back ? id : ++next;
        await e2e.admin(
          `DELETE FROM model.orders WHERE id = ${row}`,
          `INSERT INTO model.orders SELECT ${row}, ${dice.chance(0.2) ? 'NULL' : `'n${second} é'`}, ${row}.0000000001, '2026-01-01'::timestamp + interval '${++second} seconds'`,
        );
      } else if (roll < 0.8) {
        await e2e.admin(
          `UPDATE model.orders SET note = 'u${round}.${i}', updated_at = '2026-01-01'::timestamp + interval '${++second} seconds' WHERE id = ${id}`,
        );
      } else await e2e.admin(`DELETE FROM model.orders WHERE id = ${id}`);
      if (dice.chance(0.4)) await e2e.admin(`INSERT INTO model.items VALUES (${i}, ${round}.50)`);
    }
    if (round === 1) {
      await e2e.admin('ALTER TABLE model.orders ADD COLUMN extra VARCHAR(10)');
      await e2e.admin(
        `UPDATE model.orders SET extra = 'new', updated_at = '2026-01-01'::timestamp + interval '${++second} seconds'`,
      );
    }
    await succeed('m-lake', dice.chance(0.2) ? { fullRefresh: true } : {});
    const source = await read('dev', 'model.orders');
    extracted.take(source);
    if (dice.chance(0.7) || round === ROUNDS - 1) {
      await succeed('m-copy');
      expect(rowsOf(await read('reports', 'copy_model.orders'), extracted.columns)).toEqual(
        rowsOf(source, extracted.columns),
      );
      expect(rowsOf(await read('reports', 'copy_model.items'), ['id', 'price'])).toEqual(
        rowsOf(await read('dev', 'model.items'), ['id', 'price']),
      );
    }
    if (dice.chance(0.7) || round === ROUNDS - 1) {
      await succeed('m-history');
      expect(timelinesOf(await read('reports', 'history_model.orders'), extracted.columns)).toEqual(
        extracted.timelines,
      );
    }
    await env.clock.sleep(60_000);
  }
});
