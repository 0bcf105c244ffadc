import { gunzipSync } from 'node:zlib';
import { ObjectChanged } from '../../../lambdas/clients/object-source';
import { ObjectUnreadable } from '../../../lambdas/core/errors';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3 } from '../../support/fake-s3';
import {
  bad,
  begun,
  change,
  columns,
  failedMap,
  loads,
  ROOT,
  RUN_ID,
  run,
  scan,
  shaped,
  stage,
  taken,
} from '../../support/load-fixture';

const A = [change('t', { id: '1', v: 'x' }, 1), bad('no JSON'), change('t', { id: '2' }, 2)];
const B = [change('u', { id: '7' }, 3)];
const BOTH = { 'a.json': A, 'b.json': B };
const gone = new ObjectChanged('gone', { bucket: 'lake', key: 'in/a.json' });
const broken = new ObjectUnreadable('broken gzip');
const KILLED = { Error: 'Runtime.OutOfMemory', Cause: 'x' };

const stagedOf = (s3: FakeS3, name: RegExp) =>
  s3.keys().filter((key) => key.startsWith(`${ROOT}staging/`) && name.test(key));
const document = (s3: FakeS3, name: RegExp) => s3.json(stagedOf(s3, name)[0] ?? `no ${name}`) as Record<string, never>;
const linesOf = (s3: FakeS3, key: string) =>
  gunzipSync(s3.bytes(key))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('scanObjects', () => {
  it('writes down tables, columns and rows, and no value', async () => {
    const s3 = begun(['a.json', 'b.json']);
    expect(await scan(s3, await taken(s3), BOTH)).toEqual([{ tables: 2 }]);
    expect(document(s3, /scan\/0\.json/)).toMatchObject({
      tables: [
        {
          table: { name: 't' },
          rows: 2,
          columns: [{ name: 'id' }, { name: 'v' }],
          key: { columns: ['id'], pos: 'pos2' },
        },
        { table: { name: 'u' }, rows: 1 },
      ],
      unread: [],
      unreadable: [],
    });
  });

  it.each([
    ['is gone', { ...BOTH, 'a.json': [gone] }, { unread: ['in/a.json'], unreadable: [] }],
    ['is gone after some rows', { ...BOTH, 'a.json': [...A, gone] }, { unread: ['in/a.json'], unreadable: [] }],
    [
      'turns out to be broken',
      { ...BOTH, 'a.json': [...A, broken] },
      { unread: [], unreadable: [{ key: 'in/a.json', reason: 'broken gzip' }] },
    ],
  ])('keeps nothing of an object that %s', async (_, contents, expected) => {
    const s3 = begun(['a.json', 'b.json']);
    await scan(s3, await taken(s3), contents);
    expect(document(s3, /scan\/0\.json/)).toMatchObject({ ...expected, tables: [{ table: { name: 'u' } }] });
  });

  it('tells an object that takes too long, and reads the others', async () => {
    const s3 = begun(['a.json', 'b.json']);
    const many = new Array(10_000).fill(A[0]);
    const times = [900_000, 620_000, 620_000];
    await scan(s3, await taken(s3), { 'a.json': many, 'b.json': B }, { remainingMs: () => times.shift() ?? 600_000 });
    expect(document(s3, /scan\/0\.json/)).toMatchObject({
      unreadable: [{ key: 'in/a.json', reason: expect.stringContaining('longer than 270 s') }],
      tables: [{ table: { name: 'u' } }],
    });
  });

  it('gives a group up that no function survives', async () => {
    const s3 = begun();
    await scan(s3, await taken(s3), BOTH, { giveUp: KILLED });
    expect(document(s3, /scan\/0\.json/)).toMatchObject({
      tables: [],
      unreadable: [{ key: 'in/a.json', reason: expect.stringContaining('Runtime.OutOfMemory') }],
    });
  });

  it('lets an outage be retried', async () => {
    const s3 = begun();
    const outage = Object.assign(new Error('x'), { name: 'StorageUnavailable' });
    await expect(scan(s3, await taken(s3), { 'a.json': [...A, outage] })).rejects.toBe(outage);
    expect(stagedOf(s3, /scan/)).toEqual([]);
  });

  it('does nothing where the group is scanned', async () => {
    const s3 = begun();
    const batch = await taken(s3);
    await scan(s3, batch, { 'a.json': A });
    const before = s3.state();
    expect(await scan(s3, batch, { 'a.json': [gone] })).toEqual([{ tables: 1 }]);
    expect(s3.state()).toEqual(before);
  });

  it('takes what a slower call of the same group has written meanwhile', async () => {
    const s3 = begun();
    const batch = await taken(s3);
    s3.fault = ({ operation, key }) => {
      if (operation === 'Put' && /scan/.test(key))
        s3.put(key, { formatVersion: 1, group: 0, tables: [], unread: ['in/a.json'], unreadable: [] });
      return undefined;
    };
    expect(await scan(s3, batch, { 'a.json': A })).toEqual([{ tables: 0 }]);
  });
});

describe('planColumns', () => {
  const scanned = async (contents = BOTH) => {
    const s3 = begun(['a.json', 'b.json']);
    const batch = await taken(s3);
    await scan(s3, batch, contents);
    return { s3, batch };
  };

  it('names and types the columns of the whole batch', async () => {
    const { s3, batch } = await scanned();
    expect(await columns(s3, batch)).toEqual({ tables: 2 });
    expect(document(s3, /columns\.json/)).toMatchObject({
      tables: [
        { table: { name: 't' }, key: ['id'], columns: [{ name: 'id' }, { name: 'v' }] },
        { table: { name: 'u' }, columns: [{ name: 'id' }] },
      ],
    });
    expect(s3.json(`${ROOT}tables/public.t/names.json`)).toMatchObject({
      names: [
        ['id', 'id'],
        ['v', 'v'],
      ],
    });
  });

  it('keeps names that were given, and goes on where they change meanwhile', async () => {
    const { s3, batch } = await scanned();
    const names = `${ROOT}tables/public.t/names.json`;
    let raced = false;
    s3.fault = ({ operation, key }) => {
      if (operation === 'Put' && key === names && !raced) {
        raced = true;
        s3.put(names, { formatVersion: 1, table: { schema: 'public', name: 't' }, names: [['V', 'v']] });
      }
      return undefined;
    };
    await columns(s3, batch);
    const { names: given } = s3.json(names) as { names: [string, string][] };
    expect(given[0]).toEqual(['V', 'v']);
    expect(given.map(([source]) => source).sort()).toEqual(['V', 'id', 'v']);
    expect(new Set(given.map(([, name]) => name)).size).toBe(3);
  });

  it('gives up where names never stop changing', async () => {
    const { s3, batch } = await scanned();
    let turn = 0;
    s3.fault = ({ operation, key }) => {
      if (operation === 'Put' && /public\.t\/names/.test(key))
        s3.put(key, { formatVersion: 1, table: { schema: 'public', name: 't' }, names: [[`n${++turn}`, `n${turn}`]] });
      return undefined;
    };
    await expect(columns(s3, batch)).rejects.toMatchObject({ name: 'CommitConflict' });
    expect(turn).toBe(5);
  });

  it('says why a group was not scanned', async () => {
    const s3 = begun();
    const batch = await taken(s3);
    const map = failedMap(s3, [{ Error: 'TypeNotSupported', Cause: '{"errorMessage":"no such type"}' }]);
    await expect(columns(s3, batch, run, map)).rejects.toMatchObject({
      name: 'ObjectsNotRead',
      message: expect.stringMatching(/1 of 1 groups .*TypeNotSupported: no such type/),
    });
    await expect(columns(s3, batch)).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });

  it('ends the same wherever it dies', async () => {
    const { s3: before, batch } = await scanned();
    await expectSameEndWhereverItDies(() => {
      const s3 = copyOf(before);
      return { clients: [s3.client], step: () => columns(s3, batch), state: () => s3.state() };
    });
  });
});

/** A store with the same objects. */
const copyOf = (from: FakeS3): FakeS3 => {
  const s3 = new FakeS3();
  for (const key of from.keys()) s3.put(key, from.bytes(key).toString('utf8'));
  return s3;
};

describe('stageObjects', () => {
  const ready = async (contents: Parameters<typeof scan>[2] = BOTH) => {
    const s3 = begun(['a.json', 'b.json']);
    const batch = await taken(s3);
    await scan(s3, batch, contents);
    await columns(s3, batch);
    return { s3, batch };
  };

  it('writes parts and bad rows, then what counts', async () => {
    const { s3, batch } = await ready();
    expect(await stage(s3, batch, BOTH)).toEqual([{ rows: 3, bad: 1 }]);
    const [part = ''] = stagedOf(s3, /data\/public\/t\//);
    expect(linesOf(s3, part)).toMatchObject([
      { id: '1', v: 'x', shuttle_op: 'U', shuttle_pos: 'pos1', shuttle_seq: '0' },
      { id: '2', shuttle_seq: '1' },
    ]);
    const [rows = ''] = s3.keys().filter((key) => key.startsWith(`${ROOT}quarantine/`));
    expect(linesOf(s3, rows)).toEqual([{ object: 'in/a.json', byte: 5, line: 2, reason: 'no JSON', text: 'the text' }]);
    expect(document(s3, /stage\/0\.json/)).toMatchObject({
      tables: [
        { table: { name: 't' }, rows: 2, bad: 0, parts: [{ key: part, rows: 2 }] },
        { table: { name: 'u' }, rows: 1 },
      ],
      badWithoutTable: 1,
      reasons: [{ reason: 'no JSON', rows: 1 }],
      quarantine: [{ key: rows }],
      read: 2,
    });
  });

  describe('while a part is written', () => {
    const wide = Array.from({ length: 560 }, (_, i) => change('t', { id: String(i), v: 'v'.repeat(60_000) }, i));

    it('reads on, and counts each part', async () => {
      const { s3, batch } = await ready({ 'a.json': wide });
      expect(await stage(s3, batch, { 'a.json': wide })).toEqual([{ rows: 560, bad: 0 }]);
      const { parts } = (
        document(s3, /stage\/0\.json/).tables as unknown as { parts: { key: string; rows: number }[] }[]
      )[0]!;
      expect(parts.map(({ rows }) => rows)).toEqual([533, 27]);
      const ids = parts.flatMap(({ key }) => linesOf(s3, key).map(({ id }) => id));
      expect(ids).toEqual(wide.map((_, i) => String(i)));
    });

    it.each([0, 1])('fails with part %d, whatever is read meanwhile, and counts none', async (failing) => {
      const { s3, batch } = await ready({ 'a.json': wide });
      const outage = Object.assign(new Error('x'), { name: 'StorageUnavailable' });
      let written = 0;
      s3.fault = ({ operation, key }) =>
        operation === 'Put' && /data\/public/.test(key) && written++ === failing ? { before: outage } : undefined;
      await expect(stage(s3, batch, { 'a.json': wide })).rejects.toBe(outage);
      expect(written).toBe(failing + 1);
      expect(stagedOf(s3, /stage\/0/)).toEqual([]);
    });
  });

  it('ends what is being written before it fails', async () => {
    const wide = Array.from({ length: 540 }, (_, i) => change('t', { id: String(i), v: 'v'.repeat(60_000) }, i));
    const { s3, batch } = await ready({ 'a.json': wide });
    await expect(stage(s3, batch, { 'a.json': [...wide, broken] })).rejects.toMatchObject({
      name: 'StorageUnavailable',
    });
    const written = stagedOf(s3, /data\/public/);
    expect(written).toHaveLength(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stagedOf(s3, /data\/public/)).toEqual(written);
  });

  it('counts a change that its columns cannot hold for its table', async () => {
    const { s3, batch } = await ready();
    const misfit = change('t', { id: '3', v: 'y'.repeat(70_000) }, 9);
    expect(await stage(s3, batch, { ...BOTH, 'a.json': [...A, misfit] })).toEqual([{ rows: 3, bad: 2 }]);
    expect(document(s3, /stage\/0\.json/)).toMatchObject({ tables: [{ table: { name: 't' }, rows: 2, bad: 1 }, {}] });
  });

  it.each([
    ['was unread when it was scanned', { ...BOTH, 'a.json': [gone] }, BOTH, { unread: ['in/a.json'], read: 1 }],
    [
      'was unreadable when it was scanned',
      { ...BOTH, 'a.json': [broken] },
      BOTH,
      { unreadable: [{ key: 'in/a.json' }], read: 1 },
    ],
    ['is gone since', BOTH, { ...BOTH, 'a.json': [gone] }, { unread: ['in/a.json'], read: 1 }],
  ])('leaves out an object that %s', async (_, scanned, staged, expected) => {
    const { s3, batch } = await ready(scanned);
    await stage(s3, batch, staged);
    expect(document(s3, /stage\/0\.json/)).toMatchObject({ ...expected, tables: [{ table: { name: 'u' } }] });
  });

  it.each([
    ['is gone', gone],
    ['is broken', broken],
  ])('begins anew where an object %s amid its rows: none of them may count', async (_, error) => {
    const { s3, batch } = await ready();
    await expect(stage(s3, batch, { ...BOTH, 'a.json': [...A, error] })).rejects.toMatchObject({
      name: 'StorageUnavailable',
    });
    expect(stagedOf(s3, /stage\/0/)).toEqual([]);
    await stage(s3, batch, { ...BOTH, 'a.json': [gone] }, { invocation: 'i2' });
    expect(document(s3, /stage\/0\.json/)).toMatchObject({ unread: ['in/a.json'], badWithoutTable: 0 });
  });

  it('gives a group up that no function survives', async () => {
    const { s3, batch } = await ready();
    await stage(s3, batch, BOTH, { giveUp: KILLED });
    expect(document(s3, /stage\/0\.json/)).toMatchObject({ tables: [], read: 0, unreadable: [{}, {}] });
  });

  it('counts parts of one invocation only, whoever ends first', async () => {
    const { s3, batch } = await ready();
    await stage(s3, batch, BOTH);
    const before = document(s3, /stage\/0\.json/);
    expect(await stage(s3, batch, { 'a.json': [] }, { invocation: 'i2' })).toEqual([{ rows: 3, bad: 1 }]);
    expect(document(s3, /stage\/0\.json/)).toEqual(before);
  });

  it.each([/scan\/0/, /columns\.json/])('refuses where %s is gone', async (name) => {
    const { s3, batch } = await ready();
    s3.remove(stagedOf(s3, name)[0] ?? '');
    await expect(stage(s3, batch, BOTH)).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });
});

describe('planLoads', () => {
  it('plans the tables of the batch', async () => {
    const s3 = begun(['a.json', 'b.json']);
    const batch = await shaped(s3, BOTH);
    expect(s3.json(`${ROOT}runs/${RUN_ID}/loads.json`)).toMatchObject([
      { label: 'public.t', tables: ['public.t'] },
      { label: 'public.u' },
    ]);
    expect(s3.json(`${ROOT}runs/${RUN_ID}/units/public!2Et.json`)).toMatchObject({
      steps: [{ batchId: batch.batchId, files: { format: 'changes' } }],
    });
    expect(document(s3, /tables\/public\.t\.json/)).toMatchObject({
      rows: 2,
      bad: 0,
      key: ['id'],
      parts: [{ rows: 2 }],
    });
    expect(document(s3, /tables\.json/)).toMatchObject({
      rows: 3,
      bad: 1,
      objects: 2,
      reasons: [{ reason: 'no JSON', rows: 1 }],
    });
  });

  it('plans nothing where nothing was taken and nothing is owed', async () => {
    const s3 = begun([]);
    expect(await loads(s3, null)).toMatchObject({ units: 0 });
  });

  it('refuses a batch of which too much is bad, before any table', async () => {
    const s3 = begun();
    await expect(shaped(s3, { 'a.json': [...B, bad('x'), bad('x'), bad('y')] })).rejects.toMatchObject({
      name: 'TooManyBadRows',
      message: expect.stringMatching(
        /^3 of 4 rows are bad \(75\.0 %, maxBadRows is 0\.5\): 2 x x; 1 x y; they are in s3:\/\/lake/,
      ),
    });
    expect(s3.keys()).not.toContain(`${ROOT}runs/${RUN_ID}/loads.json`);
  });

  it.each([
    ['disabled', { lines: 'tables: {public.t: {enabled: false}}' }, /not enabled/],
    ['left out by the input', { input: { tables: ['public.u'] } }, /leaves it out/],
  ])('lets a table wait that is %s', async (_, more, why) => {
    const s3 = begun(['a.json', 'b.json'], more);
    await shaped(s3, BOTH);
    expect(s3.json(`${ROOT}runs/${RUN_ID}/loads.json`)).toMatchObject([{ label: 'public.u' }]);
    expect(s3.json(`${ROOT}runs/${RUN_ID}/planned.json`)).toMatchObject([
      {},
      { source: { name: 't' }, waits: expect.stringMatching(why) },
    ]);
  });

  it('says why a group was not staged', async () => {
    const s3 = begun();
    const batch = await taken(s3);
    const map = failedMap(s3, [
      { Error: 'AccessDenied', Cause: 'no' },
      { Error: 'AccessDenied', Cause: 'no' },
    ]);
    await expect(loads(s3, batch, run, map)).rejects.toMatchObject({
      name: 'ObjectsNotRead',
      message: expect.stringContaining('2 of 1'),
    });
  });
});
