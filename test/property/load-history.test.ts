import { CASES, play, SEED } from '../support/load-campaign';
import { sorted, versionFields, versions } from '../support/load-model';
import { type LoadRig, openLoadRig } from '../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

describe('scd2 of random histories', () => {
  it.each([
    ['apply', 'apply'],
    ['apply', 'ignore'],
    ['ignore', 'apply'],
  ] as const)('deletes: %s, truncates: %s', async (deletes, truncates) => {
    for (let seed = SEED; seed < SEED + CASES; seed++) {
      const changes = await play(rig, seed, { writeMode: 'scd2', deletes, truncates, length: 40, batches: 3 });
      const found = await rig.select('select id, region, v, big, doc, valid_from, valid_to, is_current from t');
      const expected = versions(changes, { deletes, truncates }).map(versionFields);
      expect({ seed, rows: sorted(found) }).toEqual({ seed, rows: sorted(expected) });
    }
  });
});
