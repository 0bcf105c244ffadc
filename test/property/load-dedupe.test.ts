import type { ApplyRequest } from '../../lambdas/core/sql/load/apply-request';
import { Dice } from '../support/change-history';
import { CASES, SEED } from '../support/load-campaign';
import { type Column, type LoadRig, openLoadRig, request, type StagedChange } from '../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

const COLUMNS: readonly Column[] = [
  ['id', 'varchar(64)'],
  ['received_at', 'timestamp'],
  ['doc', 'super'],
];
const DAY = 86_400;
const time = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 19).replace('T', ' ');

const batchOf = async (i: number, events: readonly StagedChange[]): Promise<ApplyRequest> =>
  request('tracks', COLUMNS, {
    batch: { id: `b${i}`, seq: String(i) },
    writeMode: 'append',
    deletes: { mode: 'ignore' },
    key: ['id'],
    dedupe: { column: 'received_at', windowSeconds: 30 * DAY },
    source: await rig.stage(`b${i}`, events),
  });
const open = () => rig.target('tracks', COLUMNS, { key: ['id'], writeMode: 'append' });
const event = (id: string | null, day: number | null, pos: number): StagedChange => ({
  shuttle_op: 'U',
  shuttle_pos: String(pos).padStart(6, '0'),
  ...(id !== null && { id }),
  ...(day !== null && { received_at: time(day) }),
  doc: { pos },
});

describe('events that come again', () => {
  it('are there once, whatever batches they come in', async () => {
    for (let seed = SEED; seed < SEED + CASES * 3; seed++) {
      const dice = new Dice(seed);
      await open();
      const sent: ApplyRequest[] = [];
      const ids = new Set<string>();
      for (let i = 0; i < 4; i++) {
        const events = Array.from({ length: 15 }, (_, n) => event(`e${dice.below(30)}`, dice.below(20), n));
        for (const { id } of events) ids.add(id as string);
        const each = await batchOf(i, events);
        const counts = await rig.apply(each);
        expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(events.length);
        sent.push(each);
        if (dice.chance(0.5)) expect(await rig.apply(dice.pick(sent))).toEqual({});
      }
      const found = (await rig.select('select id from tracks order by id')).flat();
      expect({ seed, found }).toEqual({ seed, found: [...ids].sort() });
    }
  });

  it('are counted by what became of them, and the first by position stays', async () => {
    await open();
    await rig.apply(await batchOf(0, [event('a', 0, 0)]));
    const events = [event('b', 1, 9), event('b', 1, 3), event('a', 2, 1), event('c', 2, 2)];
    const truncate: StagedChange = { shuttle_op: 'T', shuttle_pos: '000005' };
    expect(await rig.apply(await batchOf(1, [...events, truncate]))).toEqual({
      upsert: 2,
      superseded: 1,
      stale: 1,
      ignored: 1,
    });
    expect(await rig.select("select json_serialize(doc) from tracks where id = 'b'")).toEqual([['{"pos":3}']]);
  });

  it.each([
    ['within the window', 29, { stale: 1 }],
    ['after the window', 31, { upsert: 1 }],
  ])('%s', async (_, day, counts) => {
    await open();
    await rig.apply(await batchOf(0, [event('a', 0, 0)]));
    expect(await rig.apply(await batchOf(1, [event('a', day, 1)]))).toEqual(counts);
  });

  it('and lack the time, or the id', async () => {
    await open();
    const now = Math.floor((Date.now() - Date.UTC(2026, 0, 1)) / (DAY * 1_000));
    await rig.apply(await batchOf(0, [event('a', null, 0), event('b', now, 1), event(null, now, 2)]));
    const again = [event('a', now, 3), event('b', null, 4), event(null, now, 5), event(null, null, 6)];
    expect(await rig.apply(await batchOf(1, again))).toEqual({ stale: 2, upsert: 2 });
  });

  it('are found in the whole table where nothing tells a time', async () => {
    await open();
    const each = await batchOf(0, [event('a', 0, 0)]);
    await rig.apply(each);
    const later = { ...(await batchOf(1, [event('a', 900, 1)])), dedupe: { column: 'other', windowSeconds: 1 } };
    expect(await rig.apply(later)).toEqual({ stale: 1 });
  });
});
