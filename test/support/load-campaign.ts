import type { ApplyRequest } from '../../lambdas/core/sql/load/apply-request';
import { Dice, deal, type SourceChange, sourceHistory, staged } from './change-history';
import type { ModelOptions } from './load-model';
import { type Column, type LoadRig, request } from './load-rig';

export const COLUMNS: readonly Column[] = [
  ['id', 'bigint'],
  ['region', 'varchar(10)'],
  ['v', 'varchar(20)'],
  ['big', 'varchar(1000)'],
  ['doc', 'super'],
];
export const KEY = ['id', 'region'];
export const CARRIED = ['big', 'doc'];

/** How many histories a test plays; a larger campaign by LOAD_CASES, from another seed by LOAD_SEED. */
export const CASES = Number(process.env.LOAD_CASES ?? 1);
export const SEED = Number(process.env.LOAD_SEED ?? 1);

export interface Campaign extends ModelOptions {
  writeMode: ApplyRequest['writeMode'];
  length: number;
  batches: number;
}

const deletesOf = ({ deletes }: Campaign): ApplyRequest['deletes'] =>
  deletes === 'soft' ? { mode: 'soft', column: 'gone' } : { mode: deletes };

/**
 * Plays one history into a new target, batch by batch in any order, each sent again at some later time; answers the
 * source's changes. A batch that is sent again must change nothing.
 */
export async function play(rig: LoadRig, seed: number, campaign: Campaign): Promise<SourceChange[]> {
  const dice = new Dice(seed);
  const { writeMode } = campaign;
  const columns: Column[] = campaign.deletes === 'soft' ? [...COLUMNS, ['gone', 'boolean']] : [...COLUMNS];
  await rig.target('t', columns, { key: KEY, carried: CARRIED, writeMode });
  const changes = sourceHistory(dice, campaign.length);
  const hands = deal(dice, changes, campaign.batches);
  const requests: ApplyRequest[] = [];
  for (const [i, hand] of hands.entries()) {
    const source = await rig.stage(`b${i}`, hand.map(staged));
    const batch = { id: `b${i}`, seq: String(i) };
    requests.push(
      request('t', COLUMNS, {
        batch,
        writeMode,
        source,
        key: KEY,
        carried: CARRIED,
        deletes: deletesOf(campaign),
        truncates: campaign.truncates,
      }),
    );
  }
  const order = dice.chance(0.5) ? requests : dice.shuffled(requests);
  for (const [i, each] of order.entries()) {
    const counts = await rig.apply(each);
    expectCounts(counts, each);
    if (dice.chance(0.3)) await replay(rig, dice.pick(order.slice(0, i + 1)));
  }
  return changes;
}

/** Every staged row is counted once. */
function expectCounts(counts: Record<string, number>, { source }: ApplyRequest): void {
  const { updated: _, deleted: __, ...fates } = counts;
  const total = Object.values(fates).reduce((sum, n) => sum + n, 0);
  expect(total).toBe(source.format === 'json' ? source.rows : -1);
}

async function replay(rig: LoadRig, each: ApplyRequest): Promise<void> {
  const look = async () => (await rig.select('select * from t')).map((row) => row.map(String).join('|')).sort();
  const before = await look();
  const counts = await rig.apply(each);
  expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(0);
  expect(await look()).toEqual(before);
}
