import type { LoadColumn } from '../../../../../lambdas/core/load/load-column';
import { applyBatch } from '../../../../../lambdas/core/sql/load/apply-batch';
import type { ApplyRequest } from '../../../../../lambdas/core/sql/load/apply-request';
import { type Column, type LoadRig, openLoadRig, request, type StagedChange } from '../../../../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

/** More columns than one statement can share the values of. */
const COLUMNS = 150;
const names = Array.from({ length: COLUMNS }, (_, n) => `a_property_of_some_name_${n}`);
const shared = (take: 'fitting' | 'rest', name: string, from: string): LoadColumn => ({
  ...{ name, from, take, fromType: 'varchar(20)' },
  type: take === 'rest' ? 'varchar(20)' : 'bigint',
});
const id: LoadColumn = { name: 'id', type: 'integer', from: 'id', fromType: 'integer', take: 'all' };

/** Row n has a text in its n-th property, a number in the one after it, nothing in the others. */
const changes = [0, 1, COLUMNS - 2].map(
  (n): StagedChange => ({
    ...{ shuttle_op: 'U', shuttle_pos: String(n), id: String(n) },
    ...{ [names[n] ?? '']: `text ${n}`, [names[n + 1] ?? '']: String(n) },
  }),
);
const plain: StagedChange = { shuttle_op: 'U', shuttle_pos: '500', id: '500', [names[3] ?? '']: '7' };

const apply = async (batch: string, columns: LoadColumn[], more: Partial<ApplyRequest> = {}) => {
  const source = await rig.stage(batch, [...changes, plain]);
  const base = request('t', [], { batch: { id: batch, seq: '1' }, writeMode: 'merge', source, key: ['id'] });
  const all = { ...base, columns: [id, ...columns], ...more };
  const steps = applyBatch(all).filter(({ sql }) => sql.text.startsWith('UPDATE "shuttle_stage" SET "a_property'));
  return { counts: await rig.apply(all), steps: steps.length };
};
const filled = async () => {
  const rows = await rig.select('select * from t order by id');
  return rows.map((row) => row.filter((value) => value !== null));
};

describe('values of very many columns that do not fit', () => {
  const numbers: Column[] = names.map((name) => [name, 'bigint']);

  it('go to their conflict columns in several statements', async () => {
    const texts: Column[] = names.map((name) => [`${name}__varchar`, 'varchar(20)']);
    await rig.target('t', [['id', 'integer'], ...numbers, ...texts], { key: ['id'], writeMode: 'merge' });
    const columns = names.flatMap((name) => [shared('fitting', name, name), shared('rest', `${name}__varchar`, name)]);
    const { counts, steps } = await apply('c', columns);
    expect(counts).toEqual({ upsert: 4 });
    expect(steps).toBeGreaterThan(1);
    expect(await filled()).toEqual([
      [0n, 0n, 'text 0'],
      [1n, 1n, 'text 1'],
      [148n, 148n, 'text 148'],
      [500n, 7n],
    ]);
    expect(
      await rig.select(
        `select ${names[1]}, ${names[0]}__varchar, ${names[2]}, ${names[1]}__varchar from t where id < 2`,
      ),
    ).toEqual([
      [0n, 'text 0', null, null],
      [null, null, 1n, 'text 1'],
    ]);
  });

  it('take their rows to the quarantine, each once', async () => {
    await rig.target('t', [['id', 'integer'], ...numbers], { key: ['id'], writeMode: 'merge' });
    const columns = names.map((name) => shared('fitting', name, name));
    const { counts, steps } = await apply('q', columns, { quarantine: { bucket: 'lake', key: 'quarantine/many/' } });
    expect(counts).toEqual({ upsert: 1, refused: 3 });
    expect(steps).toBeGreaterThan(0);
    expect(await filled()).toEqual([[500n, 7n]]);
    const keys = (await rig.objects.list('lake', 'quarantine/many/type_')).filter((key) => !key.endsWith('/'));
    const texts = await Promise.all(keys.map((key) => rig.objects.get('lake', key)));
    const lines = texts.flatMap((text) => Buffer.from(text).toString().split('\n')).filter((line) => line !== '');
    expect(lines.map((line) => JSON.parse(line).id).sort()).toEqual([0, 1, 148]);
  });

  it('lets deletes pass, whatever else they tell', async () => {
    await rig.target('t', [['id', 'integer'], ...numbers], { key: ['id'], writeMode: 'merge' });
    await rig.admin.execute('insert into t (id) values (0)');
    const source = await rig.stage('d', [{ ...(changes[0] as StagedChange), shuttle_op: 'D' }]);
    const base = request('t', [], { batch: { id: 'd', seq: '1' }, writeMode: 'merge', source, key: ['id'] });
    const columns = [id, ...names.map((name) => shared('fitting', name, name))];
    expect(await rig.apply({ ...base, columns })).toEqual({ delete: 1, deleted: 1, refused: 0 });
    expect(await filled()).toEqual([]);
  });
});
