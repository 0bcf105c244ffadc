import {
  batchPrefix,
  currentKey,
  dataPrefix,
  groupKey,
  keyPart,
  locationOfUrl,
  lockKey,
  manifestKey,
  manifestOfName,
  manifestsPrefix,
  nameOfKeyPart,
  partKey,
  partName,
  pipelineRoot,
  planKey,
  quarantineKey,
  readKey,
  recordKey,
  recordsPrefix,
  reportKey,
  runKey,
  s3Url,
  schemaKey,
  statementKey,
  tablePrefix,
  unitKey,
} from '../../../../lambdas/core/batch/object-keys';

describe('keyPart', () => {
  it.each([
    ['orders', 'orders'],
    ['Order-Items_2', 'Order-Items_2'],
    ['order items', 'order!20items'],
    ['a.b', 'a!2Eb'],
    ['a/b', 'a!2Fb'],
    ['a=b', 'a!3Db'],
    ['wow!', 'wow!21'],
    ['!20', '!2120'],
    ['$rate%', '!24rate!25'],
    ['_hidden', '!5Fhidden'],
    ['__', '!5F_'],
    ['.hidden', '!2Ehidden'],
    ['größe', 'gr!C3!B6!C3!9Fe'],
    ['表', '!E8!A1!A8'],
    ['🚀', '!F0!9F!9A!80'],
    ['a\nb', 'a!0Ab'],
    ['', ''],
  ])('writes %j as %j and reads it back', (name, part) => {
    expect(keyPart(name)).toBe(part);
    expect(nameOfKeyPart(part)).toBe(name);
  });
});

describe('pipelineRoot', () => {
  it.each([
    ['shuttle', 'shuttle/lake/'],
    ['a/b', 'a/b/lake/'],
    ['', 'lake/'],
  ])('under prefix %j is %j', (prefix, expected) => {
    expect(pipelineRoot('bucket', prefix, 'lake')).toEqual({ bucket: 'bucket', prefix: expected });
  });
});

describe('the layout', () => {
  const root = { bucket: 'b', prefix: 'p/lake/' };
  const table = { schema: 'public', name: 'order items' };

  it.each([
    ['lock', lockKey(root), 'p/lake/lock.json'],
    ['run', runKey(root, 'R'), 'p/lake/runs/R/run.json'],
    ['plan', planKey(root, 'R'), 'p/lake/runs/R/plan.json'],
    ['report', reportKey(root, 'R'), 'p/lake/runs/R/report.json'],
    ['unit', unitKey(root, 'R', { table }), 'p/lake/runs/R/units/public.order!20items.json'],
    ['unit of a group', unitKey(root, 'R', { group: 'a b' }), 'p/lake/runs/R/units/group=a!20b.json'],
    ['read', readKey(root, 'R', { table }, '0-1'), 'p/lake/runs/R/reads/public.order!20items/0-1.json'],
    ['read of a group', readKey(root, 'R', { group: 'g' }, '2-1'), 'p/lake/runs/R/reads/group=g/2-1.json'],
    [
      'statement',
      statementKey(root, 'R', { table }, 'read', '0-1'),
      'p/lake/runs/R/statements/public.order!20items/read-0-1.json',
    ],
    ['records', recordsPrefix(root, 'R'), 'p/lake/runs/R/tables/'],
    ['record', recordKey(root, 'R', table), 'p/lake/runs/R/tables/public.order!20items.json'],
    ['data', dataPrefix(root), 'p/lake/data/'],
    ['batch', batchPrefix(root, table, 'B'), 'p/lake/data/public/order!20items/batch=B/'],
    ['gone keys', batchPrefix(root, table, 'B', 'deletes'), 'p/lake/deletes/public/order!20items/batch=B/'],
    ['key set', batchPrefix(root, table, 'B', 'keys'), 'p/lake/keys/public/order!20items/batch=B/'],
    ['batches', tablePrefix(root, table), 'p/lake/data/public/order!20items/'],
    ['key sets', tablePrefix(root, table, 'keys'), 'p/lake/keys/public/order!20items/'],
    ['part', partKey(root, table, 'B', 'part-7'), 'p/lake/data/public/order!20items/batch=B/part-7.parquet'],
    [
      'quarantine',
      quarantineKey(root, table, 'B', 'part-12', 3),
      'p/lake/quarantine/public/order!20items/batch=B/part-12-3.json',
    ],
    ['current', currentKey(root, table), 'p/lake/tables/public.order!20items/current.json'],
    ['current of a group', groupKey(root, 'g.h'), 'p/lake/groups/g!2Eh/current.json'],
    ['manifest', manifestKey(root, table, 'B'), 'p/lake/tables/public.order!20items/manifests/B.json'],
    [
      'manifest of keys',
      manifestKey(root, table, 'B', 'keys'),
      'p/lake/tables/public.order!20items/manifests/B-keys.json',
    ],
    ['schema', schemaKey(root, table, 'v1'), 'p/lake/tables/public.order!20items/schemas/v1.json'],
  ])('has the %s at its place', (_, location, key) => {
    expect(location).toEqual({ bucket: 'b', key });
  });

  it.each(['data', 'deletes', 'keys'] as const)('tells from the name of a manifest what it is of: %s', (folder) => {
    for (const batchId of ['20260105T030000Z-1a2b3c4d-0-1', '20260105T030000Z-1a2b3c4d-0-1-tail']) {
      const { key } = manifestKey(root, table, batchId, folder);
      const prefix = manifestsPrefix(root, table).key;
      expect(key.startsWith(prefix)).toBe(true);
      expect(manifestOfName(key.slice(prefix.length))).toEqual({ batchId, folder });
    }
    expect(manifestOfName('readme.txt')).toBeUndefined();
  });

  it('keeps tables apart whose names hold the separator', () => {
    const keys = [
      { schema: 'a.b', name: 'c' },
      { schema: 'a', name: 'b.c' },
    ].map((name) => currentKey(root, name).key);
    expect(new Set(keys).size).toBe(2);
  });

  it('keeps what is no row out of the folders that readers scan', () => {
    for (const { key } of [
      quarantineKey(root, table, 'B', 'part', 0),
      batchPrefix(root, table, 'B', 'keys'),
      batchPrefix(root, table, 'B', 'deletes'),
    ]) {
      expect(key.startsWith(dataPrefix(root).key)).toBe(false);
    }
  });

  it('gives each invocation that writes a part a name of its own, the same each time', () => {
    expect(partName(7, 'a')).toMatch(/^part-00007-[0-9a-f]{12}$/);
    expect(partName(7, 'a')).toBe(partName(7, 'a'));
    expect(partName(7, 'a')).not.toBe(partName(7, 'b'));
  });

  it('keeps a group apart from a table of the same name', () => {
    expect(unitKey(root, 'R', { group: 'public.t' })).not.toEqual(
      unitKey(root, 'R', { table: { schema: 'public', name: 't' } }),
    );
  });
});

describe('S3 URLs', () => {
  it.each([
    ['s3://b/k', { bucket: 'b', key: 'k' }],
    ['s3://b/a/b=c/0000_part_00.parquet', { bucket: 'b', key: 'a/b=c/0000_part_00.parquet' }],
    ['s3://b/a%20b !', { bucket: 'b', key: 'a%20b !' }],
    ['s3://b/a\nb', { bucket: 'b', key: 'a\nb' }],
  ])('%j is read and written', (url, location) => {
    expect(locationOfUrl(url)).toEqual(location);
    expect(s3Url(location)).toBe(url);
  });

  it.each(['', 's3://', 's3://b', 's3://b/', 'https://b.s3.amazonaws.com/k', 'S3://b/k'])('%j is refused', (url) => {
    expect(() => locationOfUrl(url)).toThrow(RangeError);
  });
});
