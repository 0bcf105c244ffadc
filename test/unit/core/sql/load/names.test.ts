import { absentText } from '../../../../../lambdas/core/shape/absent-names';
import { type Column, type LoadRig, openLoadRig, request, type StagedChange } from '../../../../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

/** Names that the statements use themselves, and names that quoting has to be right for. */
const KEY = ['rn', 'next_at'];
const BIG = 'a"b,c';
const COLUMNS: readonly Column[] = [
  ['rn', 'integer'],
  ['next_at', 'char(5)'],
  [BIG, 'varchar(20)'],
  ["de'le\\tes", 'varchar(20)'],
];
const change = (op: 'U' | 'D', pos: string, more: object = {}): StagedChange => ({
  shuttle_op: op,
  shuttle_pos: pos,
  shuttle_at: `2024-05-01 10:00:0${pos}`,
  rn: '1',
  next_at: 'k',
  ...more,
});

describe.each(['f', 'e"v', 'select'])('a table called %s', (table) => {
  it.each(['merge', 'scd2', 'replace'] as const)('is loaded by %s', async (writeMode) => {
    const carried = writeMode === 'replace' ? [] : [BIG];
    await rig.target(table, COLUMNS, { key: KEY, carried, writeMode });
    const source = await rig.stage('names', [
      change('U', '1', { [BIG]: 'big', "de'le\\tes": 'x' }),
      // A CHAR has no trailing blanks: the same key.
      change('U', '2', { next_at: 'k  ', shuttle_absent: absentText([BIG]) }),
      change('D', '3', { rn: '2' }),
    ]);
    const batch = { id: 'n', seq: '1' };
    const counts = await rig.apply(request(table, COLUMNS, { batch, writeMode, source, key: KEY, carried }));
    const path = `public."${table.replaceAll('"', '""')}"`;
    const rows = await rig.select(`select * from ${path}${writeMode === 'scd2' ? ' order by shuttle_pos desc' : ''}`);
    expect(rows[0]?.slice(0, 4)).toEqual([1n, 'k    ', writeMode === 'replace' ? null : 'big', null]);
    expect(rows).toHaveLength(writeMode === 'scd2' ? 2 : 1);
    expect(counts).toMatchObject({ upsert: writeMode === 'scd2' ? 2 : 1, delete: 1 });
  });
});
