import { NOW, ROOT, RUN_ID, START } from '../../support/load-fixture';
import { PART } from '../../support/load-unit-fixture';
import {
  applyAt,
  LEDGER,
  type PlanOptions,
  POSITIONS,
  plan,
  planAt,
  READY,
  RUN,
  sqlsOf,
  TARGET,
  world,
} from '../../support/planned-changes';

describe('planChanges, the batch', () => {
  it('renders the transaction where the target fits, and writes down what it is', async () => {
    const w = world();
    const step = await plan(w);
    expect(step).toMatchObject({
      do: 'apply',
      label: 'public.t',
      table: 'public.t',
      batchId: 'b1',
      at: { bucket: 'lake', key: applyAt('0-0-1') },
      statement: { step: 'apply', mode: 'TRANSACTION' },
    });
    const written = planAt(w, step);
    expect(written).toMatchObject({
      do: 'apply',
      batchId: 'b1',
      batchSeq: '42',
      attempt: 1,
      writeMode: 'merge',
      key: ['id'],
      why: 'the key is known from the source',
      changes: [],
      told: [],
      evolveSqls: [],
      conflicts: [],
      rows: 3,
      read: { rows: 4, bad: 1, parts: 1, sizeBytes: 30 },
      parts: [PART],
      setAside: 0,
      quarantine: { bucket: 'lake', key: `${ROOT}quarantine/b1/refused/public/t/${RUN_ID}-0-0-1/` },
      startedAt: NOW,
      request: {
        target: { schema: 'public', table: 't' },
        batch: { id: 'b1', seq: '42' },
        iamRole: 'default',
        source: { format: 'json', rows: 3, manifest: { key: `${RUN}manifests/public!2Et/0-0-1.json` } },
        timeoutSeconds: 86_400,
      },
    });
    expect(written.sqls).toEqual(sqlsOf(step));
    expect(written.roles).toHaveLength(written.sqls.length);
    expect(written.roles.at(-1)).toBe('counts');
    expect(w.s3.json(`${RUN}manifests/public!2Et/0-0-1.json`)).toMatchObject({ meta: { record_count: 3 } });
  });

  it('renders it once more under other keys for another attempt, and the same for the same', async () => {
    const w = world();
    const first = await plan(w);
    const state = w.s3.state();
    expect(await plan(w)).toEqual(first);
    expect(w.s3.state()).toEqual(state);
    const keys = (await Promise.all([{ attempt: 2 }, { redriveCount: 1 }].map((turn) => plan(w, turn)))).map(
      ({ at }) => at.key,
    );
    expect(keys).toEqual([applyAt('0-0-2'), applyAt('0-1-1')]);
  });

  it('leaves out what was set aside', async () => {
    const w = world();
    w.s3.put('aside.json', { parts: [{ ...PART, rows: 1 }], rows: 2, at: { bucket: 'lake', key: 'q/' } });
    const written = planAt(w, await plan(w, { attempt: 2, aside: { bucket: 'lake', key: 'aside.json' } }));
    expect(written).toMatchObject({
      rows: 1,
      parts: [{ rows: 1 }],
      setAside: 2,
      setAsideAt: { key: 'q/' },
      request: { source: { rows: 1 } },
    });
  });

  it.each<[string, PlanOptions, object]>([
    [
      'appends without a key',
      { staged: { key: null }, catalog: { target: TARGET, ledger: LEDGER } },
      { writeMode: 'append', key: [], why: 'no key is known' },
    ],
    [
      'goes on with the key of the batches before, where this one tells none',
      { staged: { key: null } },
      { writeMode: 'merge', key: ['id'] },
    ],
    [
      'gives truncates alone the key as NULL',
      { staged: { key: null, columns: [] } },
      {
        writeMode: 'merge',
        key: ['id'],
        request: expect.objectContaining({ columns: [expect.objectContaining({ name: 'id', type: 'bigint' })] }),
      },
    ],
    [
      'gives rows without any value one column of NULL',
      { lines: 'writeMode: append', staged: { key: null, columns: [] }, catalog: { target: TARGET, ledger: LEDGER } },
      {
        writeMode: 'append',
        request: expect.objectContaining({ columns: [expect.objectContaining({ name: 'id', take: 'none' })] }),
      },
    ],
    [
      'does nothing where there is no table, and nothing to make it of',
      { lines: 'key: [id]', staged: { key: null, columns: [] }, catalog: { ledger: LEDGER } },
      {
        writeMode: 'append',
        key: [],
        changes: [],
        warnings: [expect.stringContaining('nothing was done')],
        request: expect.objectContaining({ columns: [] }),
      },
    ],
    [
      'takes the key of the configuration',
      { lines: 'key: [ID]', staged: { key: null } },
      { writeMode: 'merge', key: ['id'], why: 'the key is known from the configuration' },
    ],
    [
      'replaces',
      { lines: 'writeMode: replace', catalog: { target: TARGET, ledger: LEDGER } },
      { writeMode: 'replace', why: 'writeMode: replace' },
    ],
    [
      'keeps the DISTKEY that the target has',
      { catalog: { ...READY, target: { id: 'bigint*', v: 'character varying(16)' } } },
      { request: expect.objectContaining({ distKey: 'id' }) },
    ],
    [
      'tells values that do not fit, and rows that will be refused for them',
      { lines: 'onConflict: quarantine', catalog: { ...READY, target: { id: 'bigint', v: 'bigint' } } },
      { conflicts: [{ column: 'v', targetType: 'bigint', dataType: 'varchar(10)' }] },
    ],
    [
      'does not touch a column that evolve: none leaves out',
      { lines: 'evolve: none', catalog: { ...READY, target: { id: 'bigint' } } },
      { request: expect.objectContaining({ columns: [expect.objectContaining({ name: 'id' })] }) },
    ],
  ])('%s', async (_, options, expected) => {
    const w = world(options);
    const step = await plan(w);
    expect(step.do).toBe('apply');
    expect(planAt(w, step)).toMatchObject(expected);
  });

  it('writes down a long text, of which the state carries where it is', async () => {
    const columns = Array.from({ length: 500 }, (_, n) => `a_column_of_some_name_${n}`);
    const w = world({
      catalog: {
        target: { id: 'bigint', ...Object.fromEntries(columns.map((name) => [name, 'bigint'])) },
        ledger: LEDGER,
        positions: POSITIONS,
      },
      staged: {
        columns: ['id', ...columns].map((name) => ({ source: name, name, type: 'bigint', isDeclared: false })),
      },
    });
    const step = await plan(w);
    const key = `${RUN}statements/public!2Et/0-0-1.json`;
    expect(step.statement.sql).toEqual({ bucket: 'lake', key, preview: expect.any(String) });
    expect(w.s3.json(key)).toEqual(planAt(w, step).sqls);
    expect(Buffer.byteLength(JSON.stringify(step))).toBeLessThan(4 * 1024);
  });

  it('leaves the turn’s beginning where it was', async () => {
    const w = world();
    const first = await plan(w, { now: START });
    expect(planAt(w, await plan(w, { attempt: 2, before: first })).startedAt).toBe(START);
  });
});
