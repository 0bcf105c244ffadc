import type { ModelConfig, ModelStep } from '../support/model-history';
import { Play } from '../support/model-play';
import { ModelWorld } from '../support/model-world';

/*
 * Histories that were once found to lose rows, or to end a table's runs for good.
 */
let world: ModelWorld;
beforeAll(async () => {
  world = await ModelWorld.open();
});
afterAll(() => world?.close());

const PLAIN: ModelConfig = {
  key: 'integer',
  method: 'unload',
  primaryKey: true,
  detect: false,
  lookback: 0,
  delay: 0,
  where: false,
  chunkRows: 0,
  fullRefreshEvery: 500,
  hash: false,
  hashKey: false,
  full: false,
  by: 'k',
};
const insert: ModelStep = { do: 'insert', place: 'ahead', n: 1 };
const run: ModelStep = { do: 'run', dieAt: null };
const move: ModelStep = { do: 'move', place: 'ahead', n: 1, pick: 0 };
const remove: ModelStep = { do: 'delete', pick: 0 };
const alter = (how: (ModelStep & { do: 'alter' })['how'], n: number): ModelStep => ({ do: 'alter', how, n });
const reconfigure = (what: (ModelStep & { do: 'reconfigure' })['what']): ModelStep => ({ do: 'reconfigure', what });
const inPart: ModelStep = { do: 'run', dieAt: null, chunks: 1 };
const many = (count: number): ModelStep[] => Array.from({ length: count }, () => insert);

it.each<[string, Partial<ModelConfig>, ModelStep[]]>([
  ['a key set without a key is followed by one with keys', { detect: true }, [run, insert, run, insert]],
  [
    'a dropped column comes back: older files hold what it was',
    {},
    [alter('add', 0), ...many(3), run, alter('drop', 0), move, run, alter('add', 0), move],
  ],
  [
    'a column is renamed and widened between two runs',
    {},
    [alter('add', 1), ...many(3), run, alter('rename', 0), alter('widen', 0), move],
  ],
  [
    'rows are deleted while nobody looks for deleted ones',
    {},
    [insert, insert, insert, run, insert, run, remove, run, reconfigure('detect')],
  ],
  [
    'a row is inserted, backfilled and deleted between two runs',
    { detect: true },
    [insert, insert, run, insert, { do: 'backfill', n: 15, dieAt: null }, { do: 'delete', pick: 2 }, move],
  ],
  ['the primary key is hashed from now on', { detect: true }, [insert, insert, run, reconfigure('hashKey')]],
  ['the primary key is no longer hashed', { detect: true, hashKey: true }, [insert, run, reconfigure('hashKey')]],
  [
    'a load in chunks is interrupted, and the table rebuilt',
    { chunkRows: 2, primaryKey: false },
    [...many(8), inPart, { do: 'rebuild', n: 4 }],
  ],
  [
    'a window in chunks is interrupted',
    { chunkRows: 2, primaryKey: false },
    [insert, { do: 'insert', place: 'null', n: 0 }, run, ...many(8), inPart, run],
  ],
  [
    'a row is repaired while a load in chunks is under way',
    { chunkRows: 2 },
    [...many(8), run, { do: 'refresh', dieAt: null, chunks: 1 }, { do: 'repair', pick: 0 }],
  ],
])('%s', async (_, config, steps) => {
  await Play.history(world, { config: { ...PLAIN, ...config }, steps });
});
