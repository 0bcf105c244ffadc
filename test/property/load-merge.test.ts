import { CASES, play, SEED } from '../support/load-campaign';
import { currentRows, rowFields, sorted } from '../support/load-model';
import { type LoadRig, openLoadRig } from '../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

/** Whatever the order, the batches and the repetitions, the target ends as the source did. */
describe('merge of random histories', () => {
  it.each([
    ['apply', 'apply'],
    ['apply', 'ignore'],
    ['ignore', 'apply'],
    ['soft', 'apply'],
  ] as const)('deletes: %s, truncates: %s', async (deletes, truncates) => {
    for (let seed = SEED; seed < SEED + CASES; seed++) {
      const changes = await play(rig, seed, { writeMode: 'merge', deletes, truncates, length: 40, batches: 3 });
      const where = deletes === 'soft' ? ' where not gone' : '';
      const found = await rig.select(`select id, region, v, big, doc from t${where}`);
      const expected = currentRows(changes, { deletes, truncates }).map(rowFields);
      expect({ seed, rows: sorted(found) }).toEqual({ seed, rows: sorted(expected) });
    }
  });
});
