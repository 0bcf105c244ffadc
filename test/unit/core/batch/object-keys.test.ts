import {
  batchPrefix,
  currentKey,
  dataPrefix,
  keyPart,
  locationOfUrl,
  lockKey,
  manifestKey,
  nameOfKeyPart,
  partKey,
  pipelineRoot,
  planKey,
  quarantineKey,
  recordKey,
  recordsPrefix,
  reportKey,
  runKey,
  s3Url,
  schemaKey,
  statementKey,
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
    ['unit', unitKey(root, 'R', table), 'p/lake/runs/R/units/public.order!20items.json'],
    [
      'statement',
      statementKey(root, 'R', table, 'read', '0-1'),
      'p/lake/runs/R/statements/public.order!20items/read-0-1.json',
    ],
    ['records', recordsPrefix(root, 'R'), 'p/lake/runs/R/tables/'],
    ['record', recordKey(root, 'R', table), 'p/lake/runs/R/tables/public.order!20items.json'],
    ['data', dataPrefix(root), 'p/lake/data/'],
    ['batch', batchPrefix(root, table, 'B'), 'p/lake/data/public/order!20items/batch=B/'],
    ['part', partKey(root, table, 'B', 7), 'p/lake/data/public/order!20items/batch=B/part-00007.parquet'],
    [
      'quarantine',
      quarantineKey(root, table, 'B', 12, 3),
      'p/lake/quarantine/public/order!20items/batch=B/part-00012-3.json',
    ],
    ['current', currentKey(root, table), 'p/lake/tables/public.order!20items/current.json'],
    ['manifest', manifestKey(root, table, 'B'), 'p/lake/tables/public.order!20items/manifests/B.json'],
    ['schema', schemaKey(root, table, 'v1'), 'p/lake/tables/public.order!20items/schemas/v1.json'],
  ])('has the %s at its place', (_, location, key) => {
    expect(location).toEqual({ bucket: 'b', key });
  });

  it('keeps tables apart whose names hold the separator', () => {
    const keys = [
      { schema: 'a.b', name: 'c' },
      { schema: 'a', name: 'b.c' },
    ].map((name) => currentKey(root, name).key);
    expect(new Set(keys).size).toBe(2);
  });

  it('keeps quarantined rows out of the folders that readers scan', () => {
    expect(quarantineKey(root, table, 'B', 0, 0).key.startsWith(dataPrefix(root).key)).toBe(false);
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
