import fc from 'fast-check';
import { campaign } from '../support/model-campaign';
import { ModelShop, shopHistories } from '../support/model-shop';
import { ModelWorld } from '../support/model-world';

jest.setTimeout(86_400_000);

let world: ModelWorld;
beforeAll(async () => {
  world = await ModelWorld.open();
});
afterAll(() => world?.close());

it('a reader of a consistent group sees all its tables as of one moment, whatever is written meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(shopHistories, ({ config, steps }) => ModelShop.history(world, config, steps)),
    campaign(4),
  );
});
