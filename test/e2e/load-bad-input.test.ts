import { gunzipSync, gzipSync } from 'node:zlib';
import { workerThreads } from '../../local/lambda/function-thread';
import { LoadBench, tableOf } from '../support/load-bench';
import type { EndedLoad } from '../support/load-environment';

/** Stands in every row, so that a log line which holds a row can be told. */
const MARK = 'mark-of-a-row';

let bench: LoadBench;
beforeAll(async () => {
  // The bundles as they are deployed: here they set rows aside, and record failures.
  bench = await LoadBench.open({ threads: workerThreads });
  await bench.env.e2e.admin('CREATE SCHEMA IF NOT EXISTS "raw"');
});
afterAll(() => bench?.close());
afterEach(() => {
  bench.onCall = () => undefined;
  expect(bench.env.e2e.logs.filter((line) => line.includes(MARK))).toEqual([]);
});

const line = (row: object): string => `${JSON.stringify({ ...row, mark: MARK })}\n`;
const GOOD = line({ id: 1, v: 'good' });
const put = (table: string, name: string, ...content: (string | Buffer)[]) =>
  bench.env.put(`events/${table}/${name}`, Buffer.concat(content.map((one) => Buffer.from(one as string))));

/** read = applied + every other fate. */
const expectRowsAddUp = ({ report }: EndedLoad) => {
  for (const { rows } of report.tables) {
    const { read, ...fates } = rows;
    expect(Object.values(fates).reduce((sum, count) => sum + count, 0)).toBe(read);
  }
};

interface BadCase {
  table: string;
  content: (string | Buffer)[];
  /** Ids that arrive, with v. */
  arrives: (string | null)[][];
  /** What is told of rows that do not. */
  reasons?: Record<string, number>;
}

const CASES: BadCase[] = [
  {
    table: 'half_a_line',
    content: [GOOD, `{"id": 2, "mark": "${MARK}", "v": "ha`],
    arrives: [['1', 'good']],
    reasons: { 'no JSON: a string without an end at character 44': 1 },
  },
  {
    table: 'no_objects',
    content: [GOOD, '[1]\n', '17\n', 'null\n', '\n'],
    arrives: [['1', 'good']],
    reasons: { 'a JSON value that is no object': 3 },
  },
  {
    table: 'wrong_types',
    content: [GOOD, line({ id: 'two', v: 3 }), line({ id: true, v: null })],
    arrives: [
      ['1', 'good'],
      ['true', null],
      ['two', '3'],
    ],
  },
  {
    table: 'long_text',
    content: [GOOD, line({ id: 2, v: 'x'.repeat(70_000) })],
    arrives: [['1', 'good']],
    reasons: { 'column "v": 70000 bytes in varchar(65535)': 1 },
  },
  {
    table: 'nul_bytes',
    content: [GOOD, line({ id: 2, v: 'a\u0000b' }), `{"id": 3, "mark": "${MARK}", "v": "a\u0000b"}\n`],
    arrives: [['1', 'good']],
    reasons: { 'a NUL character, which Redshift cannot hold': 2 },
  },
  {
    table: 'no_numbers',
    content: [GOOD, ...['NaN', 'Infinity', '-Infinity'].map((v) => `{"id": 2, "mark": "${MARK}", "v": ${v}}\n`)],
    arrives: [['1', 'good']],
    reasons: { 'NaN or Infinity, which JSON does not have': 3 },
  },
  {
    table: 'large_numbers',
    content: [`{"id": 9007199254740993, "v": 18446744073709551617, "mark": "${MARK}"}\n`],
    arrives: [['9007199254740993', '18446744073709551617']],
  },
  {
    table: 'no_utf8',
    content: [GOOD, Buffer.from(`{"id": 2, "mark": "${MARK}", "v": "\xff\xfe"}\n`, 'latin1')],
    arrives: [['1', 'good']],
    reasons: { 'bytes that are not UTF-8': 1 },
  },
  {
    table: 'names_twice',
    content: [GOOD, `{"id": 2, "id": 3, "mark": "${MARK}"}\n`],
    arrives: [['1', 'good']],
    reasons: { 'the name "id" occurs twice': 1 },
  },
];

describe('bad rows beside good ones', () => {
  let run: EndedLoad;
  beforeAll(async () => {
    for (const { table, content } of CASES) await put(table, 'a.json', ...content);
    await put('empty', 'a.json');
    await put('cut', 'a.json.gz', gzipSync(GOOD.repeat(500)).subarray(0, 60));
    await put('cut', 'b.json.gz', gzipSync(GOOD));
    run = await bench.env.run('events');
  });

  it('the run succeeds, and its rows add up', () => {
    expect({ status: run.status, cause: run.cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    expectRowsAddUp(run);
  });

  it.each(CASES)('$table: what is good arrives', async ({ table, arrives }) => {
    expect(tableOf(run, `raw.${table}`).status).toBe('applied');
    expect(await bench.rows(`SELECT CAST(id AS VARCHAR), CAST(v AS VARCHAR) FROM "raw".${table} ORDER BY 1`)).toEqual(
      arrives,
    );
  });

  it('tells the reasons with their numbers, and keeps the rows in the quarantine', async () => {
    const all = CASES.flatMap(({ reasons = {} }) => Object.entries(reasons));
    expect(run.report.badRows.reasons).toEqual(expect.arrayContaining(all.map(([reason, rows]) => ({ reason, rows }))));
    expect(run.report.badRows.rows).toBe(all.reduce((sum, [, rows]) => sum + rows, 0));
    const kept = await bench.quarantined('events', 'rows');
    for (const { table, reasons = {} } of CASES) {
      const own = kept.filter(({ object }) => object === `events/${table}/a.json`);
      expect(own.map(({ reason }) => reason).sort()).toEqual(
        Object.entries(reasons)
          .flatMap(([reason, rows]) => new Array<string>(rows).fill(reason))
          .sort(),
      );
    }
  });

  it('takes an empty object for what it is, and a broken one out of the way', async () => {
    expect(run.report.tables.map(({ table }) => table)).not.toContain('raw.empty');
    expect(run.report.quarantinedObjects).toEqual({
      count: 1,
      objects: [{ key: 'events/cut/a.json.gz', reason: 'broken gzip: unexpected end of file' }],
    });
    expect(await bench.rows('SELECT count(*) FROM "raw".cut')).toEqual([['1']]);
  });

  it('reads none of them again', async () => {
    const again = await bench.env.run('events');
    expect({ status: again.status, tables: again.report.tables }).toEqual({ status: 'SUCCEEDED', tables: [] });
  });
});

describe('an object that is not what was listed', () => {
  /** Does something once, before the nth GET of the key. */
  const atGet = (key: string, nth: number, act: () => Promise<unknown>) => {
    let seen = 0;
    bench.onCall = async ({ op, key: asked }) => {
      if (op === 'GetObject' && asked === key && ++seen === nth) await act();
      return undefined;
    };
  };

  it.each([
    ['is gone when it is scanned', 'gone_at_scan', 1, false],
    ['is gone when it is staged', 'gone_at_stage', 2, false],
    ['is another one when it is scanned', 'other_at_scan', 1, true],
    ['is another one when it is staged', 'other_at_stage', 2, true],
  ])('%s', async (_, table, nth, comesBack) => {
    const key = `events/${table}/a.json`;
    await put(table, 'a.json', GOOD);
    await put(table, 'b.json', line({ id: 2, v: 'beside' }));
    atGet(key, nth, async () => {
      if (comesBack) await put(table, 'a.json', line({ id: 1, v: 'newer' }));
      else await bench.env.e2e.environment.s3.store.delete('sources', key);
    });
    const run = await bench.env.run('events');
    expect({ status: run.status, unread: run.report.unread }).toEqual({
      status: 'SUCCEEDED',
      unread: { count: 1, keys: [key] },
    });
    expect(await bench.rows(`SELECT id, v FROM "raw".${table} ORDER BY 1`)).toEqual([['2', 'beside']]);
    const next = await bench.env.run('events');
    expect(next.status).toBe('SUCCEEDED');
    expect(await bench.rows(`SELECT id, v FROM "raw".${table} ORDER BY 1`)).toEqual([
      ...(comesBack ? [['1', 'newer']] : []),
      ['2', 'beside'],
    ]);
  });

  it('is read again where the connection breaks', async () => {
    await put('broken_off', 'a.json', GOOD);
    let drops = 2;
    bench.onCall = ({ op, key }) =>
      op === 'GetObject' && key === 'events/broken_off/a.json' && drops-- > 0 ? { before: 'drop' } : undefined;
    expect((await bench.env.run('events')).status).toBe('SUCCEEDED');
    expect(await bench.rows('SELECT v FROM "raw".broken_off')).toEqual([['good']]);
  });
});

describe('rows that COPY refuses', () => {
  /** Changes staged parts of a table once, right before the first COPY of it is rendered. */
  const damage = (pipeline: string, table: string, change: (key: string, content: Buffer) => Buffer) => {
    let done = false;
    bench.onCall = async ({ op, key = '' }) => {
      if (done || op !== 'PutObject' || !key.startsWith(`shuttle/${pipeline}/runs/`) || !key.includes('/manifests/'))
        return;
      done = true;
      const { e2e } = bench.env;
      const keys = await e2e.keys(`${e2e.root(pipeline)}staging/`);
      for (const part of keys.filter((one) => one.includes(`/${table}/`) && one.endsWith('.json.gz'))) {
        const content = await e2e.environment.s3.store.get(e2e.bucket, part);
        await e2e.environment.s3.store.put(e2e.bucket, part, change(part, content));
      }
      return undefined;
    };
  };

  it('are set aside, and the others are loaded', async () => {
    const rows = [1, 2, 3, 4, 5].map((id) => line({ id, v: `v${id}` }));
    await put('poison', 'a.json', ...rows);
    damage('events', 'poison', (_, content) =>
      gzipSync(gunzipSync(content).toString().replace('"id":"3"', '"id":"drei"')),
    );
    const run = await bench.env.run('events');
    expect({ status: run.status, cause: run.cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    expect(tableOf(run, 'raw.poison').rows).toMatchObject({ read: 5, applied: 4, setAside: 1, bad: 0 });
    expectRowsAddUp(run);
    expect(await bench.rows('SELECT id FROM "raw".poison ORDER BY 1')).toEqual([['1'], ['2'], ['4'], ['5']]);
    expect(await bench.quarantined('events', 'poison')).toEqual([
      { reason: expect.stringMatching(/./), row: expect.objectContaining({ id: 'drei', mark: MARK }) },
    ]);
  });

  it('are set aside with their file where the file is broken', async () => {
    // Names so long that two groups are made of them, and two parts.
    const folder = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(200)).join('/');
    for (let n = 0; n < 130; n++) await put('poisoned_file', `${folder}/${n}.json`, line({ id: n }));
    damage('events', 'poisoned_file', (key, content) => (/\/000001-/.test(key) ? content.subarray(0, 40) : content));
    const run = await bench.env.run('events');
    expect({ status: run.status, cause: run.cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    const { rows } = tableOf(run, 'raw.poisoned_file');
    expect(rows.setAside).toBeGreaterThan(0);
    expect(rows).toMatchObject({ read: 130, applied: 130 - rows.setAside });
    expect(await bench.rows('SELECT count(*) FROM "raw".poisoned_file')).toEqual([[String(rows.applied)]]);
  });

  it('stop the table where they are too many, and it gets its rows from the next run', async () => {
    await put('all_poison', 'a.json', line({ id: 1 }), line({ id: 2 }));
    await put('untouched', 'a.json', line({ id: 1 }));
    let original: [string, Buffer] | undefined;
    damage('events', 'all_poison', (key, content) => {
      original = [key, content];
      return gzipSync(
        gunzipSync(content)
          .toString()
          .replace(/"id":"\d"/g, '"id":"no"'),
      );
    });
    const run = await bench.env.run('events');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'FAILED', error: 'TablesFailed' });
    expect(tableOf(run, 'raw.all_poison')).toMatchObject({ status: 'failed', error: 'TooManyBadRows' });
    expect(tableOf(run, 'raw.untouched').status).toBe('applied');
    const [key, content] = original as [string, Buffer];
    await bench.env.e2e.environment.s3.store.put(bench.env.e2e.bucket, key, content);
    const next = await bench.env.run('events');
    expect({ status: next.status, cause: next.cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    expect(await bench.rows('SELECT id FROM "raw".all_poison ORDER BY 1')).toEqual([['1'], ['2']]);
  });
});

describe('values that the target refuses', () => {
  it('go to a column of their own where the column is of another type', async () => {
    await put('conflicts', 'a.json', line({ id: 1, n: 5 }));
    expect((await bench.env.run('events')).status).toBe('SUCCEEDED');
    await put('conflicts', 'b.json', line({ id: 2, n: 'many' }), line({ id: 3, n: 7 }));
    const run = await bench.env.run('events');
    expect(run.status).toBe('SUCCEEDED');
    expect(tableOf(run, 'raw.conflicts').conflicts).toMatchObject([{ column: 'n', to: 'n__varchar' }]);
    expect(tableOf(run, 'raw.conflicts').warnings).toEqual([expect.stringMatching(/^column "n__varchar" is new: /)]);
    expect(await bench.rows('SELECT id, n, n__varchar FROM "raw".conflicts ORDER BY id')).toEqual([
      ['1', '5', null],
      ['2', null, 'many'],
      ['3', '7', null],
    ]);
  });

  it('go beside a VARCHAR column that Redshift does not widen, and the report says why', async () => {
    await put('fixed_text', 'a.json', line({ id: 1 }));
    expect((await bench.env.run('events')).status).toBe('SUCCEEDED');
    await bench.env.e2e.warehouse.createRedshiftTable(
      `ALTER TABLE "raw".fixed_text ADD COLUMN v VARCHAR(4) DEFAULT 'none'`,
      'reports',
    );
    await put('fixed_text', 'b.json', line({ id: 2, v: 'much longer' }));
    const run = await bench.env.run('events');
    expect({ status: run.status, cause: run.cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    expect(tableOf(run, 'raw.fixed_text').warnings).toEqual([
      expect.stringMatching(/^column "v" stays varchar\(4\).*longer values go to column "v__varchar"/),
    ]);
    const page = await bench.env.e2e.environment.s3.store.get(
      bench.env.e2e.bucket,
      `${bench.env.e2e.root('events')}runs/${run.runId}/report.html`,
    );
    expect(page.toString('utf8')).toContain(
      '<b>raw.fixed_text</b> column &quot;v&quot; stays varchar(4), since Redshift does not widen it',
    );
  });

  it('leave their row out where the key is NULL', async () => {
    await bench.env.put('people/a.csv', `id,name\n1,${MARK}\n,${MARK} nobody\n3,${MARK}\n`);
    const run = await bench.env.run('people');
    expect({ status: run.status, cause: run.cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    expect(run.report.badRows).toMatchObject({ rows: 1, reasons: [{ reason: expect.stringMatching(/id/) }] });
    expect(await bench.rows('SELECT id FROM crm.people ORDER BY 1')).toEqual([['1'], ['3']]);
    expect(await bench.quarantined('people', 'rows')).toEqual([
      expect.objectContaining({ object: 'people/a.csv', line: 3, text: expect.stringContaining('nobody') }),
    ]);
  });
});

describe('more bad rows than may be', () => {
  it('stop the run before any table is changed, and the batch stays pending', async () => {
    await put('mostly_bad', 'a.json', GOOD, '[1]\n'.repeat(20));
    const run = await bench.env.run('events');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'FAILED', error: 'TooManyBadRows' });
    expect(run.report.badRows.rows).toBe(20);
    expect(run.report.tables).toEqual([]);
    const state = await bench.env.e2e.json<{ pending?: object; owed: object[] }>('shuttle/events/collect/state.json');
    expect({ pending: state.pending, owed: state.owed }).toEqual({ pending: expect.anything(), owed: [] });
    expect((await bench.env.run('events')).error).toBe('TooManyBadRows');
  });
});
