import type { ApplyRequest } from '../../lambdas/core/sql/load/apply-request';
import { Dice } from '../support/change-history';
import { CASES, SEED } from '../support/load-campaign';
import { sorted } from '../support/load-model';
import { type Column, type LoadRig, openLoadRig, request, type StagedChange } from '../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

const COLUMNS: readonly Column[] = [
  ['id', 'varchar(64)'],
  ['plan', 'varchar(20)'],
  ['age', 'bigint'],
  ['paying', 'boolean'],
  ['tags', 'super'],
  ['shuttle', 'double precision'],
];
const TRAITS = ['plan', 'age', 'paying', 'tags', 'shuttle'] as const;

const traitValue = (dice: Dice, name: (typeof TRAITS)[number], n: number): unknown => {
  if (name === 'age') return String(n);
  if (name === 'paying') return String(dice.chance(0.5));
  if (name === 'tags') return [`t${n}`];
  return name === 'plan' ? `p${n}` : `${n}.5`;
};

/** Each tells some traits of a user, at a position of its own. */
const identifies = (dice: Dice, length: number): StagedChange[] =>
  Array.from({ length }, (_, n) => ({
    shuttle_op: 'U',
    shuttle_pos: String(n).padStart(6, '0'),
    id: dice.pick(['a', 'a ', 'b', 'c']),
    ...Object.fromEntries(TRAITS.filter(() => dice.chance(0.4)).map((name) => [name, traitValue(dice, name, n)])),
  }));

/** The latest value of each trait, by position. */
const latest = (changes: readonly StagedChange[]): unknown[][] => {
  const users = new Map<unknown, Record<string, unknown>>();
  for (const { shuttle_op: _, shuttle_pos: __, id, ...traits } of changes) {
    users.set(id, { ...users.get(id), ...traits });
  }
  return [...users].map(([id, { plan, age, paying, tags, shuttle }]) => [
    id,
    plan ?? null,
    age === undefined ? null : BigInt(age as string),
    paying === undefined ? null : paying === 'true',
    tags === undefined ? null : JSON.stringify(tags),
    shuttle === undefined ? null : Number(shuttle),
  ]);
};

const SELECT = 'select id, plan, age, paying, tags, shuttle from users';

describe('partial changes', () => {
  it('leave the latest value of each column, in whatever batches and order they come', async () => {
    for (let seed = SEED; seed < SEED + CASES * 3; seed++) {
      const dice = new Dice(seed);
      await rig.target('users', COLUMNS, { key: ['id'], carried: TRAITS, writeMode: 'merge' });
      const changes = identifies(dice, 40);
      const hands: StagedChange[][] = [[], [], [], []];
      for (const each of changes) {
        dice.pick(hands).push(each);
        if (dice.chance(0.2)) dice.pick(hands).push(each);
      }
      const sent: ApplyRequest[] = [];
      for (const [i, hand] of hands.entries()) {
        const each = request('users', COLUMNS, {
          batch: { id: `b${i}`, seq: String(i) },
          writeMode: 'merge',
          key: ['id'],
          carried: TRAITS,
          partial: true,
          source: await rig.stage(`b${i}`, dice.shuffled(hand)),
        });
        const { updated: _, deleted: __, ...fates } = await rig.apply(each);
        expect(Object.values(fates).reduce((sum, n) => sum + n, 0)).toBe(hand.length);
        sent.push(each);
        if (dice.chance(0.5)) expect(await rig.apply(dice.pick(sent))).toEqual({});
      }
      expect({ seed, rows: sorted(await rig.select(SELECT)) }).toEqual({ seed, rows: sorted(latest(changes)) });
    }
  });
});
