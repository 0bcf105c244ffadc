import { applied, currentOf, groupOf, named, plan, planned, units, world } from '../../support/planned-batches';
import { batch } from '../core/collect/extract-batches';

describe('planBatches of consistent groups', () => {
  it('applies stage by stage, so that the tables show one time after each', async () => {
    const s3 = world();
    groupOf(s3, 'g', [named('a', [batch('s1'), batch('w2')]), named('b', [batch('s1'), batch('w2'), batch('w3')])]);
    await plan(s3);
    expect(units(s3)).toMatchObject([
      { label: 'group g', loads: ['a s1', 'b s1', 'a w2', 'b w2', 'b w3'], tables: [{}, {}] },
    ]);
  });

  it('cuts no stage for maxBytes', async () => {
    const s3 = world({ lines: 'maxBytes: 1KB' });
    const big = (text: string) => batch(text, { sizeBytes: 700 });
    groupOf(s3, 'g', [named('a', [big('s1'), big('w2')]), named('b', [big('s1'), big('w2')])]);
    await plan(s3);
    expect(units(s3)).toMatchObject([{ loads: ['a s1', 'b s1', 'a w2', 'b w2'], notes: [] }]);
  });

  it.each<[string, string, string, string[]]>([
    ['the table’s own', '2026-01-03T00:00:00.000Z', '2026-01-02T00:00:00.000Z', ['s.a: a w9', 'group g: b s1']],
    ['the group’s', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z', ['group g: a s1,b s1']],
  ])('counts a table that is in both where it is newer: %s', async (_, ownAt, groupAt, expected) => {
    const s3 = world();
    currentOf(s3, 'a', named('a', [batch('s1'), batch('w9')], { committedAt: ownAt }));
    if (ownAt > groupAt) applied(s3, 'a', 's1', 's1');
    groupOf(s3, 'g', [named('a', [batch('s1')], { committedAt: groupAt }), named('b', [batch('s1')])]);
    await plan(s3);
    expect(units(s3).map(({ label, loads }) => `${label}: ${loads.join()}`)).toEqual(expected);
  });

  it('takes the tables of a group that are named, and no group without any', async () => {
    const s3 = world({ input: { tables: ['s.b'] } });
    groupOf(s3, 'g', [named('a', [batch('s1')]), named('b', [batch('s1')])]);
    groupOf(s3, 'h', [named('c', [batch('s1')])]);
    await plan(s3);
    expect(units(s3)).toMatchObject([{ label: 'group g', loads: ['b s1'] }]);
    expect(planned(s3)).toHaveLength(1);
  });

  it('refuses a group as a whole for one of its tables', async () => {
    const s3 = world({ lines: 'tables: {s.a: {writeMode: merge}}' });
    groupOf(s3, 'g', [named('a', [batch('s1')], { primaryKey: [] }), named('b', [batch('s1')])]);
    await plan(s3);
    expect(units(s3)).toMatchObject([{ label: 'group g', steps: [], refusal: { error: 'PrimaryKeyMissing' } }]);
  });

  it('takes whole stages up to what an execution has room for', async () => {
    const s3 = world();
    const stages = Array.from({ length: 60 }, (_, n) => batch(`w${n + 2}`));
    groupOf(
      s3,
      'g',
      ['a', 'b'].map((name) => named(name, [batch('s1'), ...stages])),
    );
    await plan(s3);
    expect(units(s3)[0]?.steps).toHaveLength(100);
    expect(units(s3)[0]?.notes).toEqual([
      '22 of 122 batches wait for the next run: a run takes 100 of a table or group',
    ]);
  });
});
