import type { Unit } from '../../../lambdas/extract/contract';
import { RUN_ID } from '../../support/extract-fixture';
import { CHANGING, relation, started, units } from './planning';

describe('planTables', () => {
  describe('a table with a replication key', () => {
    const changing = async (lines: string, input: object = {}, relations = CHANGING) => {
      const { planIt, items } = started(lines, input, { relations });
      await planIt();
      return units(items());
    };

    it('is incremental where its mode is auto, and says why', async () => {
      expect(await changing('mode: auto')).toMatchObject([
        {
          mode: 'incremental',
          whyMode: 'by updated_at (by its name)',
          replicationKey: { name: 'updated_at' },
          fullRefreshEvery: { batches: 500 },
          onReset: 'refresh',
          detectDeletes: false,
          schemaDrift: 'evolve',
          fullRefresh: false,
        },
      ]);
    });

    it('carries the options of its windows', async () => {
      const [table] = await changing(
        'mode: incremental\nlookback: 15m\ndelay: 1m\nfullRefreshEvery: 7d\nonReset: fail\nchunkBy: { rows: 20000 }\nschemaDrift: freeze',
      );
      expect(table).toMatchObject({
        lookback: { seconds: 900 },
        delaySeconds: 60,
        fullRefreshEvery: { seconds: 7 * 86_400 },
        onReset: 'fail',
        chunkRows: 20_000,
        schemaDrift: 'freeze',
      });
    });

    it('carries how deletes are found', async () => {
      const [table] = await changing(
        'tables:\n  public.changing: { primaryKey: [id], deletes: detect, maxDeletes: 0.1 }',
      );
      expect(table).toMatchObject({ detectDeletes: true, maxDeletes: 0.1, checkKey: true });
    });

    it.each([
      [{ fullRefresh: true }, true],
      [{ fullRefresh: ['public.ch*'] }, true],
      [{}, false],
    ])('is refreshed by %j: %s', async (input, expected) => {
      expect((await changing('mode: auto', input))[0]?.fullRefresh).toBe(expected);
    });

    it('is backfilled between ends in the spelling of watermarks', async () => {
      const input = { tables: ['public.changing'], from: '2026-01-01', to: '2026-01-02T03:04:05.6Z' };
      expect((await changing('mode: auto', input))[0]?.backfill).toEqual({
        from: '2026-01-01 00:00:00.000000',
        to: '2026-01-02 03:04:05.600000',
      });
    });

    it.each([
      ['an end that is no value of the key', { from: 'monday', to: '2026-01-02' }, /from/],
      ['ends the wrong way round', { from: '2026-01-03', to: '2026-01-02' }, /is lower than from/],
    ])('refuses %s', async (_, ends, message) => {
      await expect(changing('mode: auto', { tables: ['public.changing'], ...ends })).rejects.toMatchObject({
        name: 'InputInvalid',
        message: expect.stringMatching(message),
      });
    });

    it.each([
      ['no key', 'mode: incremental', [relation('t', 'r', 1, 'id')], 'ReplicationKeyMissing'],
      [
        'a key without order',
        'replicationKey: id\nmode: incremental',
        [relation('t', 'r', 1, 'id', 'super')],
        'ReplicationKeyInvalid',
      ],
      [
        'no primary key to find deletes by',
        'tables:\n  public.t: { deletes: detect }',
        [relation('t', 'r', 1, 'id')],
        'PrimaryKeyMissing',
      ],
    ])('with %s is refused by itself', async (_, lines, relations, error) => {
      expect((await changing(lines, {}, relations))[0]?.refusal?.error).toBe(error);
    });
  });

  describe('a consistent group', () => {
    const lines = 'consistentGroups: { sales: [public.orders, public.big] }';

    it('is one unit, and its tables stand in its order', async () => {
      const { planIt, items } = started(lines);
      expect(await planIt()).toMatchObject({ tables: 4 });
      expect(items().map(({ label, tables }) => [label, tables])).toEqual([
        ['group sales', ['public.orders', 'public.big']],
        ['public.fresh', ['public.fresh']],
        ['public.late', ['public.late']],
        ['public.recent', ['public.recent']],
      ]);
      expect((items()[0] as { unit: Unit }).unit.group).toBe('sales');
    });

    it('with very many columns is kept in S3 under its name', async () => {
      const relations = ['orders', 'big'].flatMap((name) =>
        Array.from({ length: 400 }, (_, i) => relation(name, 'r', 1, i === 0 ? 'id' : `column_number_${i}`)),
      );
      const { s3, planIt, items } = started(lines, {}, { relations });
      await planIt();
      const key = `shuttle/lake/runs/${RUN_ID}/units/group=sales.json`;
      expect(items()).toEqual([
        { label: 'group sales', tables: ['public.orders', 'public.big'], unitAt: { bucket: 'lake', key } },
      ]);
      expect((s3.json(key) as Unit).tables).toHaveLength(2);
    });
  });

  describe('with a Glue catalog', () => {
    it('gives each table its name there', async () => {
      const { planIt, items } = started('catalog: { database: lakehouse, tableName: "raw_{table}" }');
      await planIt();
      expect(units(items()).map(({ glueTable }) => glueTable)).toEqual([
        'raw_big',
        'raw_fresh',
        'raw_late',
        'raw_orders',
        'raw_recent',
      ]);
    });

    it('refuses two tables of one name', async () => {
      const relations = [relation('a-b', 'r', 1, 'id'), relation('a_b', 'r', 1, 'id')];
      const { planIt } = started('catalog: { database: lakehouse }', {}, { relations });
      await expect(planIt()).rejects.toMatchObject({
        name: 'NameCollision',
        message: expect.stringMatching(/a-b.*a_b/),
      });
    });
  });
});
