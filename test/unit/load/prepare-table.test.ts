import { errorClasses } from '../../../lambdas/core/errors';
import { prepareTable } from '../../../lambdas/load/prepare-table';
import { FakeS3 } from '../../support/fake-s3';
import { run } from '../../support/load-fixture';
import { changesStep, putUnit } from '../../support/load-unit-fixture';

const prepare = (s3: FakeS3, unit: Parameters<typeof putUnit>[1] = {}, index = 0) =>
  prepareTable({ run, item: putUnit(s3, unit), index }, { objects: s3.objects });

const sqlsOf = ({ statement: { sql } }: Awaited<ReturnType<typeof prepare>>): string[] =>
  'sqls' in sql ? sql.sqls : [];

describe('prepareTable', () => {
  it('looks at the target and its control tables, each statement by itself', async () => {
    const prepared = await prepare(new FakeS3());
    expect(prepared).toMatchObject({
      label: 'public.t',
      table: 'public.t',
      batchId: 'b1',
      statement: { step: 'describe', mode: 'AUTO_COMMIT' },
    });
    const [relations = '', tables = '', ledger = ''] = sqlsOf(prepared);
    for (const name of ['t', 'shuttle_ledger_t', 'shuttle_positions_t', 'shuttle_tombstones_t'])
      expect(relations).toContain(`WHEN '${name}' THEN`);
    expect(relations).toContain("n.nspname = 'public'");
    expect(tables).toContain('COUNT(*) AS table_count');
    expect(ledger).toContain('FROM "public"."shuttle_ledger_t"');
  });

  it.each([
    ['the first batch', 0, 'b1', 'public.t'],
    ['another table of a group', 1, 'b1', 'public.u'],
    ['the last', 2, 'b2', 'public.t'],
  ])('takes the step by its place: %s', async (_, index, batchId, table) => {
    const steps = [changesStep(), changesStep('b1', 'u'), changesStep('b2')];
    const prepared = await prepare(new FakeS3(), { label: 'group sales', steps }, index);
    expect(prepared).toMatchObject({ label: 'group sales', table, batchId });
    expect(sqlsOf(prepared)[0]).toContain(`WHEN '${table.slice('public.'.length)}' THEN 'target'`);
  });

  it('quotes whatever a target is called', async () => {
    const name = `it's "odd"`;
    const prepared = await prepare(new FakeS3(), { steps: [changesStep('b1', name)] });
    expect(prepared.table).toBe(`public."it's ""odd"""`);
    expect(sqlsOf(prepared)[0]).toContain(`WHEN 'it''s "odd"' THEN 'target'`);
    expect(sqlsOf(prepared)[2]).toContain('"shuttle_ledger_it\'s ""odd"""');
  });

  it('fits the state with the longest names that Redshift has', async () => {
    const prepared = await prepare(new FakeS3(), { steps: [changesStep('b1', 'ü'.repeat(63))] });
    expect(Buffer.byteLength(JSON.stringify(prepared))).toBeLessThan(16 * 1024);
  });

  it('writes nothing, and says the same again', async () => {
    const s3 = new FakeS3();
    const first = await prepare(s3);
    const state = s3.state();
    expect(await prepare(s3)).toEqual(first);
    expect(s3.state()).toEqual(state);
    expect(new Set(s3.calls.map(({ operation }) => operation))).toEqual(new Set(['Get']));
  });

  it.each(['ConfigInvalid', 'PrimaryKeyMissing', 'DocumentInvalid'] as const)(
    'refuses for the reason for which the unit was refused when it was planned: %s',
    async (error) => {
      const refused = prepare(new FakeS3(), { steps: [], refusal: { error, cause: 'why, and what to do' } });
      await expect(refused).rejects.toBeInstanceOf(errorClasses[error]);
      await expect(refused).rejects.toMatchObject({ name: error, message: 'why, and what to do' });
    },
  );

  it('refuses a step that the unit has not', async () => {
    await expect(prepare(new FakeS3(), {}, 1)).rejects.toMatchObject({
      name: 'DocumentInvalid',
      message: 'public.t has 1 steps, and none of number 1',
    });
  });

  it('refuses a target that is called like a control table', async () => {
    await expect(prepare(new FakeS3(), { steps: [changesStep('b1', 'shuttle_ledger_t')] })).rejects.toMatchObject({
      name: 'NameCollision',
      message: 'a target cannot be called "shuttle_ledger_t": shuttle_... is kept for control tables',
    });
  });

  it('refuses where the unit is gone', async () => {
    const s3 = new FakeS3();
    const item = putUnit(s3);
    s3.remove(item.unitAt.key);
    await expect(prepareTable({ run, item, index: 0 }, { objects: s3.objects })).rejects.toMatchObject({
      name: 'DocumentInvalid',
      message: `${item.unitAt.key} is gone: start the pipeline again`,
    });
  });
});
