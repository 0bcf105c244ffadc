import type { ModelConfig, ModelStep } from '../support/model-history';
import { Play } from '../support/model-play';
import { ModelWorld } from '../support/model-world';

/*
 * A run dies at each of its steps, and before and after each of its calls; the next run ends as if it had not been.
 */
let world: ModelWorld;
beforeAll(async () => {
  world = await ModelWorld.open();
});
afterAll(() => world?.close());

/** SHUTTLE_MODEL_RUNS: at every point, not at every so many. */
const EVERY = process.env.SHUTTLE_MODEL_RUNS === undefined ? 53 : 1;
jest.setTimeout(86_400_000);

const insert = (n: number): ModelStep => ({ do: 'insert', place: 'ahead', n });
const run: ModelStep = { do: 'run', dieAt: null };
const first = [insert(1), insert(2), { do: 'insert', place: 'null', n: 0 }, insert(3), insert(5)] as ModelStep[];
const changes: ModelStep[] = [
  { do: 'move', place: 'ahead', n: 1, pick: 1 },
  { do: 'delete', pick: 0 },
  { do: 'insert', place: 'tie', n: 0 },
  { do: 'insert', place: 'late', n: 3 },
  insert(7),
];
/** What is written between the death and the next run. */
const meanwhile: ModelStep[] = [{ do: 'edit', pick: 1 }, insert(9), { do: 'delete', pick: 1 }];

const CONFIG: ModelConfig = {
  key: 'timestamp',
  method: 'unload',
  primaryKey: true,
  detect: true,
  lookback: 1,
  delay: 0,
  where: false,
  chunkRows: 0,
  fullRefreshEvery: 500,
  hash: false,
  hashKey: false,
  full: false,
  by: 'k',
};

it.each<[string, Partial<ModelConfig>, ModelStep[]]>([
  ['the first load', {}, first],
  ['a window with gone keys', {}, [...first, run, ...changes]],
  ['a paged window', { method: 'page', detect: false }, [...first, run, ...changes]],
  ['a load in chunks', { chunkRows: 2, detect: false }, first],
  ['a window in chunks', { chunkRows: 2 }, [...first, run, ...changes]],
  ['a full refresh', { fullRefreshEvery: 1 }, [...first, run, ...changes]],
  ['a snapshot', { full: true }, [...first, run, ...changes]],
])('nothing is lost and nothing twice when %s is interrupted', async (_, only, steps) => {
  const config = { ...CONFIG, ...only };
  const { points } = await Play.history(world, { config, steps: [...steps, run] });
  expect(points.length).toBeGreaterThan(20);
  const reached = new Set<string>();
  for (let dieAt = 0; dieAt < points.length; dieAt += EVERY) {
    const history = { config, steps: [...steps, { do: 'run' as const, dieAt }, ...meanwhile] };
    const play = await Play.history(world, history);
    expect(play.log.filter((line) => line.includes('died at'))).toHaveLength(1);
    reached.add(points[dieAt] ?? '');
  }
  expect(reached.size).toBeGreaterThan(1);
});
