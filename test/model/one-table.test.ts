import fc from 'fast-check';
import { campaign } from '../support/model-campaign';
import { histories } from '../support/model-history';
import { Play } from '../support/model-play';
import { ModelWorld } from '../support/model-world';

jest.setTimeout(86_400_000);

let world: ModelWorld;
beforeAll(async () => {
  world = await ModelWorld.open();
});
afterAll(() => world?.close());

it.each([
  ['without a primary key, row for row', { primaryKey: false, detect: false }],
  ['with a primary key, folded by it', { primaryKey: true, detect: false }],
  ['with deletes: detect, the deleted ones included', { primaryKey: true, detect: true }],
])('after each run, the lake equals the source %s', async (_, only) => {
  await fc.assert(
    fc.asyncProperty(histories(only), async (history) => void (await Play.history(world, history))),
    campaign(8),
  );
});
