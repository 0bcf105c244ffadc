import { parseRedshiftType } from '../../../../lambdas/core/catalog/redshift-type';
import { Cells, columnNames } from '../../../../lambdas/core/shape/cells';
import type { Change, Value } from '../../../../lambdas/core/shape/change';
import { RawText } from '../../../../lambdas/core/shape/raw-text';
import { rowOf } from '../../../../lambdas/core/shape/row';
import { TimeBytes } from '../../../../lambdas/core/shape/segment/time-bytes';
import { StagedLine } from '../../../../lambdas/core/shape/staged-line';
import { RowRenderer } from '../../../../lambdas/core/shape/staged-row';
import type { StagedColumn } from '../../../../lambdas/core/shape/staged-slot';
import { wordsOf } from '../../../../lambdas/core/shape/words';

const change = (row: Record<string, Value>, more: Partial<Change> = {}): Change => ({
  table: { schema: 's', name: 't' },
  op: 'U',
  key: ['id'],
  row: rowOf(Object.entries(row)),
  absent: [],
  pos: '007',
  at: null,
  ...more,
});
const columns = (types: Record<string, string>): Map<string, StagedColumn> =>
  new Map(
    Object.entries(types).map(([name, type]) => [name, { name: name.toLowerCase(), type: parseRedshiftType(type) }]),
  );

const renderStaged = (given: Change, to: ReadonlyMap<string, StagedColumn>, seq: bigint) => {
  const line = new StagedLine();
  return new RowRenderer(to).render(given, seq, line) ?? line.bytes.toString('utf8', 0, line.length);
};

const targets = columns({ ID: 'bigint', Name: 'varchar(20)', doc: 'super', ok: 'boolean' });

it('is one line of JSON, values as text, SUPER as JSON, NULL left out', () => {
  const row = { ID: { number: '9007199254740993' }, Name: 'a\nb', doc: { json: '{"a": [1.10]}' }, ok: null };
  expect(renderStaged(change(row), targets, 2n ** 33n)).toBe(
    '{"id":"9007199254740993","name":"a\\nb","doc":{"a": [1.10]},"shuttle_op":"U","shuttle_pos":"007","shuttle_seq":"8589934592"}\n',
  );
});

it('has the time, and the columns that are absent', () => {
  const line = renderStaged(
    change({ ID: '1' }, { op: 'D', at: '2024-01-01 00:00:00.000000', absent: ['Name', 'a,b'] }),
    targets,
    1n,
  );
  expect(JSON.parse(line as string)).toEqual({
    id: '1',
    shuttle_op: 'D',
    shuttle_pos: '007',
    shuttle_at: '2024-01-01 00:00:00.000000',
    shuttle_seq: '1',
    shuttle_absent: ',"name","a\\u002cb",',
  });
});

it('tells every value that does not fit', () => {
  const row = { ID: 'x', Name: 'y'.repeat(21), doc: true, more: '1' };
  expect(renderStaged(change(row), targets, 1n)).toEqual([
    { column: 'ID', reason: 'no number' },
    { column: 'Name', reason: '21 bytes in varchar(20)' },
    { column: 'more', reason: 'no such column in the target' },
  ]);
});

it('of a delete is its key alone, where the rest does not fit', () => {
  const row = { ID: '7', Name: 'y'.repeat(21), more: '1' };
  const line = '{"id":"7","shuttle_op":"D","shuttle_pos":"007","shuttle_seq":"1"}\n';
  expect(renderStaged(change(row, { op: 'D', key: ['ID'] }), targets, 1n)).toBe(line);
  // Which columns are the key is not known, or the key itself is the fault.
  expect(renderStaged(change(row, { op: 'D', key: null }), targets, 1n)).toHaveLength(2);
  expect(renderStaged(change({ ...row, ID: 'x' }, { op: 'D', key: ['ID'] }), targets, 1n)).toEqual([
    { column: 'ID', reason: 'no number' },
  ]);
});

it('tells columns that meet in one', () => {
  const both = columns({ ID: 'bigint', id: 'bigint' });
  expect(renderStaged(change({ ID: '1', id: '2' }), both, 1n)).toEqual([
    { column: 'id', reason: 'column "ID" has the same name' },
  ]);
});

it('takes 4 MiB, bars counted twice', () => {
  const wide = columns({ d: 'super' });
  const line = (filler: string, count: number) =>
    renderStaged(change({ d: { json: `[${filler.repeat(count)}0]` } }), wide, 1n);
  expect(line('1,', 2 * 2 ** 20 - 60)).toMatch(/\n$/);
  expect(line('1,', 2 * 2 ** 20)).toEqual([
    { column: '*', reason: expect.stringContaining('where COPY takes 4194304') },
  ]);
  expect(line('"|",', 2 ** 20 - 60)).toEqual([{ column: '*', reason: expect.any(String) }]);
});

it('is of a truncate what orders it, and nothing else', () => {
  const at = '2024-01-01 00:00:00.000000';
  expect(renderStaged(change({ other: '1' }, { op: 'T', at, absent: ['Name'] }), targets, 1n)).toBe(
    `{"shuttle_op":"T","shuttle_pos":"007","shuttle_at":"${at}","shuttle_seq":"1"}\n`,
  );
});

it('takes as many names of absent columns as their column holds', () => {
  const absent = (count: number) => Array.from({ length: count }, (_, i) => String(i).padStart(97, 'c'));
  expect(renderStaged(change({}, { absent: absent(655) }), targets, 1n)).toMatch(/\n$/);
  expect(renderStaged(change({}, { absent: absent(656) }), targets, 1n)).toEqual([
    { column: '*', reason: expect.stringContaining('where 65535 fit') },
  ]);
});

describe('a row that goes to two tables', () => {
  const text = (value: string) => new RawText(wordsOf(value), 0, Buffer.byteLength(value));
  const time = new TimeBytes().write({ seconds: 0, micros: 0 });
  const all = new Cells(columnNames.of(['id', 'at', 'n', 'note', 'page']), [
    'm',
    time,
    { number: '1' },
    'short',
    text('a long text – indeed'),
  ]);
  const own = new Cells(columnNames.of([...all.names, 'own', 'gone']), [...all.values, 'o', null], all);
  const types = { id: 'varchar(9)', at: 'timestamp', n: 'bigint', note: 'varchar(15)', page: 'varchar(40)' };
  const first = columns(types);

  it.each<[string, Record<string, string>]>([
    ['alike', types],
    ['with other lengths', { ...types, note: 'varchar(99)', page: 'varchar(22)' }],
    ['with a length that does not fit', { ...types, page: 'varchar(21)' }],
    ['with other types', { ...types, n: 'varchar(9)', at: 'varchar(30)' }],
    ['without a column', { id: types.id, at: types.at, note: types.note, page: types.page }],
    ['where a time is none', { ...types, at: 'date' }],
  ])('%s', (_, others) => {
    const second = columns({ ...others, own: 'varchar(3)', gone: 'bigint' });
    const line = new StagedLine();
    const [tracks, orders] = [new RowRenderer(first), new RowRenderer(second)];
    const textOf = () => line.bytes.toString('utf8', 0, line.length);
    const given = (cells: Cells) => ({ ...change({}), cells, row: cells.toRow() });
    for (let round = 0; round < 2; round++) {
      expect(tracks.render(given(all), 1n, line)).toBeUndefined();
      expect(JSON.parse(textOf())).toMatchObject({ id: 'm', at: time.text, n: '1', page: 'a long text – indeed' });
      const misfits = orders.render(given(own), 2n, line);
      // The same without a row before it.
      expect(misfits ?? textOf()).toEqual(renderStaged(given(new Cells(own.columns, own.values)), second, 2n));
    }
  });

  it('is not taken over once another line was begun', () => {
    const line = new StagedLine();
    const [tracks, others] = [new RowRenderer(first), new RowRenderer(columns({ ID: 'varchar(9)', n: 'bigint' }))];
    const given = (cells: Cells) => ({ ...change({}), cells, row: cells.toRow() });
    expect(tracks.render(given(all), 1n, line)).toBeUndefined();
    expect(others.render(change({ ID: 'other', n: 'x' }), 2n, line)).toHaveLength(1);
    expect(tracks.render(given(new Cells(all.columns, all.values, all)), 3n, line)).toBeUndefined();
    expect(line.bytes.toString('utf8', 0, line.length)).toBe(renderStaged(given(all), first, 3n));
  });

  it('is taken over as far as it is alike, whichever table wrote it', () => {
    const line = new StagedLine();
    const tables = [types, { ...types, note: 'varchar(99)' }, { ...types, n: 'boolean' }, types].map(
      (each) => new RowRenderer(columns(each)),
    );
    const narrow = columns({ ...types, note: 'varchar(4)', own: 'varchar(3)', gone: 'bigint' });
    const wide = columns({ ...types, note: 'varchar(99)', own: 'varchar(3)', gone: 'bigint' });
    const given = (cells: Cells) => ({ ...change({}), cells, row: cells.toRow() });
    for (const to of [narrow, wide]) {
      const renderer = new RowRenderer(to);
      for (const table of tables) {
        expect(table.render(given(all), 1n, line)).toBeUndefined();
        const misfits = renderer.render(given(own), 2n, line);
        const written = misfits ?? line.bytes.toString('utf8', 0, line.length);
        expect(written).toEqual(renderStaged(given(new Cells(own.columns, own.values)), to, 2n));
      }
    }
  });

  it('is not taken over from a row that failed', () => {
    const line = new StagedLine();
    const [tracks, orders] = [
      new RowRenderer(columns({ ...types, n: 'boolean', page: 'bigint' })),
      new RowRenderer(first),
    ];
    const given = (cells: Cells) => ({ ...change({}), cells, row: cells.toRow() });
    expect(tracks.render(given(all), 1n, line)).toHaveLength(1);
    const again = new Cells(all.columns, all.values, all);
    expect(orders.render(given(again), 2n, line)).toBeUndefined();
    expect(line.bytes.toString('utf8', 0, line.length)).toBe(renderStaged(given(all), first, 2n));
  });
});

it('has its position and time as bytes where they are, and its own operation', () => {
  const time = new TimeBytes().write({ seconds: 86_400, micros: 5 });
  const raw = { pos: new RawText(wordsOf('.0815.'), 1, 5), at: time };
  const line = new StagedLine();
  const renderer = new RowRenderer(targets);
  const render = (given: Change, seq: number) => {
    expect(renderer.render(given, seq, line)).toBeUndefined();
    return line.bytes.toString('utf8', 0, line.length);
  };
  const behind = (op: string, seq: number) =>
    `{"id":"1","shuttle_op":"${op}","shuttle_pos":"0815","shuttle_at":"1970-01-02 00:00:00.000005","shuttle_seq":"${seq}"}\n`;
  const row = { ID: { number: '1' } };
  expect(render(change(row, { raw }), 1)).toBe(behind('U', 1));
  expect(render(change(row, { raw }), 2)).toBe(behind('U', 2));
  expect(render(change(row, { raw, op: 'D' }), 3)).toBe(behind('D', 3));
  const other = { pos: new RawText(wordsOf('9'), 0, 1), at: time };
  expect(render(change(row, { raw: other }), 4)).toBe(behind('U', 4).replace('0815', '9'));
  expect(render(change(row), 5)).toBe('{"id":"1","shuttle_op":"U","shuttle_pos":"007","shuttle_seq":"5"}\n');
});
