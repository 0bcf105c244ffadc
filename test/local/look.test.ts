import { mkdirSync, mkdtempSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type LookError, look, renderLook } from '../../local/look';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'look-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const file = (key: string): string => {
  const path = join(root, 'lake', key);
  mkdirSync(dirname(path), { recursive: true });
  return path;
};
const writeJson = (key: string, value: unknown) => writeFileSync(file(key), JSON.stringify(value));

interface Batch {
  batchId: string;
  /** One SELECT a file. */
  selects: string[];
  rows: number;
}

interface IncrementalBatch extends Batch {
  kind: string;
  low?: string | null;
  high?: string | null;
  /** The keys that are gone. */
  deletes?: { select: string; rows: number };
}

/** Writes batches with their manifests, as current.json lists them; DuckDB writes the Parquet files. */
async function writeBatches(pipelinePath: string, table: string, batches: (Batch | IncrementalBatch)[]) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const write = async (folder: string, batchId: string, selects: string[]) => {
    const entries: object[] = [];
    for (const [i, select] of selects.entries()) {
      const key = `${pipelinePath}/${folder}/${table.replace('.', '/')}/batch=${batchId}/part-${i}.parquet`;
      await connection.run(`COPY (${select}) TO '${file(key)}' (FORMAT parquet)`);
      const meta = { content_length: statSync(file(key)).size, record_count: 1 };
      entries.push({ url: `s3://lake/${key}`, mandatory: true, meta });
    }
    const suffix = folder === 'data' ? '' : `-${folder}`;
    const key = `${pipelinePath}/tables/${table}/manifests/${batchId}${suffix}.json`;
    writeJson(key, { entries });
    return { bucket: 'lake', key };
  };
  const live: object[] = [];
  for (const { selects, ...batch } of batches) {
    const manifest = await write('data', batch.batchId, selects);
    const gone = 'deletes' in batch ? batch.deletes : undefined;
    const deletes = gone && { rows: gone.rows, manifest: await write('deletes', batch.batchId, [gone.select]) };
    live.push({ ...batch, manifest, deletes });
  }
  connection.closeSync();
  instance.closeSync();
  return live;
}

/** Commits a table as an extract pipeline does. */
async function commit(pipelinePath: string, table: string, batches: Batch[], columns?: object[]) {
  const live = await writeBatches(pipelinePath, table, batches);
  const schemaKey = `${pipelinePath}/tables/${table}/schemas/1.json`;
  if (columns) writeJson(schemaKey, { columns });
  const schema = columns && { version: 1, key: schemaKey };
  writeJson(`${pipelinePath}/tables/${table}/current.json`, { formatVersion: 1, batches: live, schema });
}

const flights: Batch[] = [
  {
    batchId: 'b1',
    selects: [
      "SELECT 1::BIGINT AS id, 'LHR' AS origin, 12.50::DECIMAL(10,2) AS fare, TIMESTAMPTZ '2026-01-05 03:00:00+00' AS at",
      `SELECT 9007199254740993::BIGINT AS id, NULL AS origin, 1234.00::DECIMAL(10,2) AS fare, NULL::TIMESTAMPTZ AS at`,
    ],
    rows: 2,
  },
  {
    batchId: 'b2',
    selects: [`SELECT 3::BIGINT AS id, 'it''s\n${'long '.repeat(20)}' AS origin, [1, 2] AS stops`],
    rows: 1,
  },
];
const columns = [
  { name: 'id', redshiftType: 'bigint' },
  { name: 'origin', redshiftType: 'varchar(256)' },
  { name: 'fare', redshiftType: 'numeric(10,2)' },
];
/** An incremental table by id and seen: a load, a window with gone keys, a tail. */
const bookings: IncrementalBatch[] = [
  {
    batchId: 'b1',
    kind: 'load',
    low: null,
    high: '2026-01-02',
    selects: [
      "SELECT * FROM (VALUES (1, 'new', '2026-01-01'), (2, 'new', '2026-01-01'), (3, 'new', '2026-01-01')) t(id, status, seen)",
    ],
    rows: 3,
  },
  {
    batchId: 'b2',
    kind: 'window',
    low: '2026-01-02',
    high: '2026-01-03',
    selects: ["SELECT 2 AS id, 'paid' AS status, '2026-01-02' AS seen, 'gold' AS loyalty"],
    rows: 1,
    deletes: { select: 'SELECT * FROM (VALUES (3), (4)) t(id)', rows: 2 },
  },
  {
    batchId: 'b2-tail',
    kind: 'tail',
    low: '2026-01-03',
    high: '2026-01-03',
    selects: [
      "SELECT * FROM (VALUES (2, 'flown', '2026-01-03'), (4, 'back', '2026-01-03'), (NULL, 'x', NULL), (NULL, 'y', NULL)) t(id, status, seen)",
    ],
    rows: 4,
  },
];

/** What current.json says of it. */
async function bookingsCheckpoint(pipelinePath: string, more: object = {}) {
  const [load, window, tail] = await writeBatches(pipelinePath, 'travel.bookings', bookings);
  const schemaKey = `${pipelinePath}/tables/travel.bookings/schemas/2.json`;
  writeJson(schemaKey, { columns: ['id', 'status', 'seen', 'loyalty'].map((name) => ({ name, redshiftType: 'x' })) });
  return {
    formatVersion: 2,
    destination: { schema: 'travel', name: 'bookings' },
    mode: 'incremental',
    primaryKey: ['id'],
    schema: { version: '2', bucket: 'lake', key: schemaKey },
    batches: [load, window],
    tail,
    watermark: { column: 'seen', type: 'varchar(10)', value: '2026-01-03', settled: '2026-01-03' },
    superseded: [],
    ...more,
  };
}

const failure = (call: Promise<unknown>): Promise<LookError> =>
  call.then(
    () => {
      throw new Error('it did not fail');
    },
    (error) => error,
  );

describe('look', () => {
  it('shows batches, columns and rows of the committed files only', async () => {
    await commit('exports/nightly', 'public.flights', flights, columns);
    writeFileSync(file('exports/nightly/data/public/flights/batch=b3/part-0.parquet'), 'never committed');
    const result = await look({ root, table: 'public.flights' });
    expect(result).toMatchObject({ bucket: 'lake', pipeline: 'nightly', files: 3, rows: 3 });
    expect(result.batches.map(({ batchId, files, rows }) => [batchId, files, rows])).toEqual([
      ['b1', 2, 2],
      ['b2', 1, 1],
    ]);
    expect(result.bytes).toBeGreaterThan(0);
    expect(result.columns).toEqual([
      { name: 'id', parquetType: 'INT64 (INT_64)', redshiftType: 'bigint' },
      { name: 'origin', parquetType: 'BYTE_ARRAY (UTF8)', redshiftType: 'varchar(256)' },
      { name: 'fare', parquetType: 'INT64 (DECIMAL(10,2))', redshiftType: 'numeric(10,2)' },
      { name: 'at', parquetType: 'INT64 (TIMESTAMP_MICROS, UTC)' },
      { name: 'stops', parquetType: 'LIST' },
    ]);
    const text = renderLook(result);
    expect(text).toContain('public.flights in s3://lake/exports/nightly\n2 batches, latest b2 · 3 files · 3 rows · ');
    const lines = text.split('\n').slice(-6);
    expect(lines).toEqual([
      '              id  origin                                       fare  at                      stops',
      '────────────────  ────────────────────────────────────────  ───────  ──────────────────────  ─────',
      '               1  LHR                                         12.50  2026-01-05 03:00:00+00  NULL',
      '9007199254740993  NULL                                      1234.00  NULL                    NULL',
      "               3  it's\\nlong long long long long long lon…     NULL  NULL                    [1,2]",
      '3 rows',
    ]);
    expect(renderLook(result, 90).split('\n').at(-6)).toMatch(/fare {2}\+2 columns$/);
  });

  it('answers SQL over the view t', async () => {
    await commit('nightly', 'public.flights', flights, columns);
    const { preview } = await look({
      root,
      table: 'public.flights',
      sql: 'SELECT max(id) AS top, count(*) AS n FROM t',
    });
    expect(preview).toEqual({ columns: ['top', 'n'], numeric: [true, true], rows: [['9007199254740993', '3']] });
    expect((await look({ root, table: 'public.flights', limit: 1 })).preview.rows).toHaveLength(1);
    const wrong = await failure(look({ root, table: 'public.flights', sql: 'SELECT nothing FROM t' }));
    expect(wrong).toMatchObject({ name: 'LookError', problem: 'QueryFailed' });
    expect(wrong.message).toContain('nothing');
  });

  describe('an incremental table', () => {
    const current = 'nightly/tables/travel.bookings/current.json';
    const ids = (preview: { rows: readonly (readonly (string | null)[])[] }) =>
      preview.rows.map(([id, status]) => `${id} ${status}`);
    const sql = 'SELECT id, status FROM t ORDER BY id, status';

    it('is folded by its primary key: the later batch wins, gone keys are gone, NULL keys stay', async () => {
      writeJson(current, await bookingsCheckpoint('nightly'));
      const result = await look({ root, table: 'travel.bookings', sql });
      expect(ids(result.preview)).toEqual(['1 new', '2 flown', '4 back', 'null x', 'null y']);
      expect(result).toMatchObject({ mode: 'incremental', rows: 8, folded: { key: ['id'], rows: 5 } });
      expect(result.batches.map(({ batchId }) => batchId)).toEqual(['b1', 'b2', 'b2-tail']);
      const rows = await look({
        root,
        table: 'travel.bookings',
        sql: 'SELECT id, status FROM t_rows ORDER BY id, status',
      });
      expect(ids(rows.preview)).toEqual(['1 new', '2 flown', '2 new', '2 paid', '3 new', '4 back', 'null x', 'null y']);
    });

    it('says how it was read, how far, what is gone, and which view is which', async () => {
      writeJson(current, await bookingsCheckpoint('nightly'));
      const text = renderLook(await look({ root, table: 'travel.bookings', sql: 'SELECT * FROM t' }));
      expect(text.split('\n').slice(1, 11)).toEqual([
        expect.stringMatching(/^3 batches, latest b2-tail · 3 files · 8 rows · [\d,]+ bytes$/),
        'incremental by seen · watermark 2026-01-03 · settled below 2026-01-03',
        'deletes: 2 keys in 1 batch',
        't: folded by id, a later batch wins: 5 rows · t_rows: not folded, 8 rows',
        '',
        'batch    kind    rows  deletes  from        to',
        '───────  ──────  ────  ───────  ──────────  ──────────',
        'b1       load       3                       2026-01-02',
        'b2       window     1        2  2026-01-02  2026-01-03',
        'b2-tail  tail       4           2026-01-03  2026-01-03',
      ]);
      expect(text).toMatch(/\n5 rows$/);
    });

    it('keeps each row where no primary key is known', async () => {
      writeJson(current, await bookingsCheckpoint('nightly', { primaryKey: [] }));
      const result = await look({ root, table: 'travel.bookings', sql: 'SELECT count(*) FROM t' });
      expect(result.preview.rows).toEqual([['8']]);
      expect(renderLook(result)).toContain('\nt: not folded, since no primary key is known: 8 rows\n');
    });

    it('is found in the current.json of its group', async () => {
      writeJson('nightly/groups/all!20travel/current.json', {
        formatVersion: 1,
        group: 'all travel',
        tables: [await bookingsCheckpoint('nightly')],
      });
      await commit('nightly', 'public.flights', flights);
      const result = await look({ root, table: 'travel.bookings', sql });
      expect(result).toMatchObject({ group: 'all travel', pipeline: 'nightly', folded: { rows: 5 } });
      expect(renderLook(result)).toMatch(
        /^travel.bookings in s3:\/\/lake\/nightly, of the consistent group all travel\n/,
      );
      const error = await failure(look({ root, table: 'travel.tickets' }));
      expect(error.message).toContain('travel.bookings');
    });

    it('is found by itself once it has left its group', async () => {
      writeJson('nightly/groups/g/current.json', {
        formatVersion: 1,
        group: 'g',
        tables: [await bookingsCheckpoint('nightly')],
      });
      writeJson(current, await bookingsCheckpoint('nightly', { tail: undefined }));
      const result = await look({ root, table: 'travel.bookings', sql });
      expect(result.group).toBeUndefined();
      expect(ids(result.preview)).toEqual(['1 new', '2 paid']);
    });

    it('says that a load goes on, and shows none of it', async () => {
      const checkpoint = await bookingsCheckpoint('nightly');
      const [load] = checkpoint.batches;
      const loading = { startedAt: '2026-01-05T03:00:00.000Z', batches: [load] };
      writeJson(current, { ...checkpoint, batches: [], tail: undefined, watermark: undefined, loading });
      const result = await look({ root, table: 'travel.bookings' });
      expect(result).toMatchObject({ rows: 0, loading: { batches: 1, rows: 3 } });
      expect(renderLook(result)).toContain(
        '\na load that began 2026-01-05T03:00:00.000Z is not complete: its 1 batch of 3 rows are not shown\n',
      );
    });

    it('refuses the file of a group that it does not know', async () => {
      writeJson('nightly/groups/g/current.json', { formatVersion: 2, tables: [] });
      expect((await failure(look({ root, table: 'travel.bookings' }))).problem).toBe('UnknownFormat');
    });
  });

  it('shows the columns of an empty table', async () => {
    await commit('nightly', 'public.empty', [], [...columns, { name: 'doc', redshiftType: 'super' }]);
    const result = await look({ root, table: 'public.empty' });
    expect(result).toMatchObject({ files: 0, rows: 0, bytes: 0 });
    expect(result.preview).toEqual({
      columns: ['id', 'origin', 'fare', 'doc'],
      numeric: [true, false, true, false],
      rows: [],
    });
    expect(renderLook(result)).toMatch(/0 batches, latest none · 0 files · 0 rows · 0 bytes[\s\S]*\n0 rows$/);
  });

  it('asks for the pipeline when several have the table', async () => {
    await commit('a/nightly', 'public.flights', flights);
    await commit('b/hourly', 'public.flights', flights.slice(0, 1));
    const error = await failure(look({ root, table: 'public.flights' }));
    expect(error.problem).toBe('SeveralPipelines');
    expect(error.message).toContain('lake/a/nightly, lake/b/hourly. Choose one with --pipeline.');
    expect((await look({ root, table: 'public.flights', pipeline: 'hourly' })).rows).toBe(2);
    expect((await look({ root, table: 'public.flights', pipeline: 'a/nightly' })).rows).toBe(3);
  });

  it.each(['"wild life"."bird strikes"', 'wild life.bird strikes', '"wild life".bird strikes'])(
    'finds a table whose name its key escapes, asked for as %s',
    async (table) => {
      await commit('nightly', 'wild!20life.bird!20strikes', flights, columns);
      const result = await look({ root, table });
      expect(result).toMatchObject({ table: '"wild life"."bird strikes"', rows: 3 });
    },
  );

  it.each([
    ['odd.na!C3!AFve!20!F0!9F!90!A6', 'odd."naïve 🐦"'],
    ['odd.dot!2Eted', 'odd."dot.ted"'],
    ['odd.quo!22te', 'odd."quo""te"'],
    ['odd.!21!5Fx', 'odd."!_x"'],
    ['odd.UPPER', 'odd."UPPER"'],
  ])('shows %s by its name', async (folder, table) => {
    await commit('nightly', folder, flights.slice(0, 1));
    expect((await look({ root, table })).table).toBe(table);
    const error = await failure(look({ root, table: 'odd.nothing' }));
    expect(error.message).toContain(`Nearest committed: ${table}.`);
  });

  it('names the nearest tables when one was never committed', async () => {
    expect((await failure(look({ root, table: 'public.x' }))).message).toContain('No table is committed there yet.');
    for (const table of ['public.flights', 'public.airports', 'sales.lights']) await commit('nightly', table, []);
    const error = await failure(look({ root, table: 'public.flihgts' }));
    expect(error.problem).toBe('TableNotCommitted');
    expect(error.message).toContain('Nearest committed: public.flights, ');
  });

  it.each([
    [
      'a newer format',
      'UnknownFormat',
      () => writeJson('nightly/tables/public.flights/current.json', { formatVersion: 3, batches: [] }),
    ],
    ['no JSON', 'UnknownFormat', () => writeFileSync(file('nightly/tables/public.flights/current.json'), '{')],
    ['a lost manifest', 'FileMissing', () => unlinkSync(file('nightly/tables/public.flights/manifests/b1.json'))],
    ['a lost file', 'FileMissing', () => unlinkSync(file('nightly/data/public/flights/batch=b1/part-1.parquet'))],
  ])('refuses %s', async (_, problem, damage) => {
    await commit('nightly', 'public.flights', flights, columns);
    damage();
    expect((await failure(look({ root, table: 'public.flights' }))).problem).toBe(problem);
  });
});
