import type { ApplyRequest } from '../../lambdas/core/sql/load/apply-request';
import { Dice, deal, sourceHistory, staged } from '../support/change-history';
import { CASES, COLUMNS, KEY, play, SEED } from '../support/load-campaign';
import { currentRows, rowFields, sorted } from '../support/load-model';
import { type LoadRig, openLoadRig, request } from '../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

describe('append', () => {
  it('has every change once for each time that it was sent, whatever is replayed', async () => {
    for (let seed = SEED; seed < SEED + CASES; seed++) {
      const batches = 3;
      const changes = await play(rig, seed, {
        writeMode: 'append',
        deletes: 'ignore',
        truncates: 'ignore',
        length: 40,
        batches,
      });
      // The same dice once more: what was dealt.
      const dice = new Dice(seed);
      sourceHistory(dice, 40);
      const sent = deal(dice, changes, batches)
        .flat()
        .filter(({ op }) => op === 'U');
      const expected = sent.map(({ row, absent }) => {
        if (!row) throw new Error('an upsert has a row');
        const known = {
          ...row,
          ...(absent.includes('big') && { big: null }),
          ...(absent.includes('doc') && { doc: null }),
        };
        return rowFields(known);
      });
      expect({ seed, rows: sorted(await rig.select('select * from t')) }).toEqual({ seed, rows: sorted(expected) });
    }
  });
});

describe('replace', () => {
  const snapshot = async (seed: number, i: number): Promise<{ each: ApplyRequest; rows: unknown[][] }> => {
    const changes = sourceHistory(new Dice(seed * 100 + i), 12).map((change) => ({ ...change, absent: [] }));
    const source = await rig.stage(`r${i}`, new Dice(seed).shuffled(changes).map(staged));
    const each = request('t', COLUMNS, {
      batch: { id: `r${i}`, seq: String(i) },
      writeMode: 'replace',
      source,
      key: KEY,
    });
    return { each, rows: currentRows(changes, { deletes: 'apply', truncates: 'ignore' }).map(rowFields) };
  };

  it('ends with the last batch, in whatever order they come', async () => {
    for (let seed = SEED; seed < SEED + CASES; seed++) {
      await rig.target('t', COLUMNS, { key: KEY, writeMode: 'replace' });
      const all: Awaited<ReturnType<typeof snapshot>>[] = [];
      for (const i of [0, 1, 2]) all.push(await snapshot(seed, i));
      const dice = new Dice(seed);
      let last = -1;
      for (const i of [...dice.shuffled([0, 1, 2]), dice.below(3)]) {
        await rig.apply(all[i]!.each);
        last = Math.max(last, i);
        expect({ seed, i, rows: sorted(await rig.select('select * from t')) }).toEqual({
          seed,
          i,
          rows: sorted(all[last]!.rows),
        });
      }
    }
  });

  it('by no rows empties the table', async () => {
    await rig.target('t', COLUMNS, { key: KEY, writeMode: 'replace' });
    const { each } = await snapshot(SEED, 0);
    await rig.apply(each);
    await rig.apply({
      ...each,
      batch: { id: 'none', seq: '1' },
      source: { ...each.source, rows: 0 } as ApplyRequest['source'],
    });
    expect(await rig.select('select * from t')).toEqual([]);
  });
});
