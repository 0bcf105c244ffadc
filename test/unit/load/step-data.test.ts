import type { SchemaColumn } from '../../../lambdas/core/catalog/table-schema';
import type { ExtractLoad } from '../../../lambdas/core/collect/extract-load';
import type { BatchFiles } from '../../../lambdas/core/progress/checkpoint';
import type { LoadRun, LoadStep } from '../../../lambdas/load/contract';
import { readStepData, writeManifest } from '../../../lambdas/load/step-data';
import { FakeS3 } from '../../support/fake-s3';
import { run } from '../../support/load-fixture';
import { changesStep, NAME, PART, putStaged } from '../../support/load-unit-fixture';

describe('readStepData of changes', () => {
  const read = (s3: FakeS3) => readStepData(run, changesStep(), s3.objects);

  it('tells columns by the target’s names, the key and the parts', async () => {
    const s3 = new FakeS3();
    putStaged(s3);
    expect(await read(s3)).toEqual({
      columns: [
        { name: 'id', type: 'bigint', isDeclared: false },
        { name: 'v', type: 'varchar(10)', isDeclared: false },
      ],
      key: ['id'],
      absent: [],
      nulls: [],
      read: { rows: 4, bad: 1, parts: 1, sizeBytes: 30 },
      files: { format: 'changes', parts: [PART] },
    });
  });

  it.each<[string, Parameters<typeof putStaged>[1], object]>([
    ['no key', { key: null }, { key: null }],
    ['columns that some change left out', { absent: ['v'] }, { absent: ['v'] }],
    ['columns without a value', { untyped: [{ source: 'N', name: 'n' }] }, { nulls: ['n'] }],
    ['changes that tell a part each', { partial: true }, { partial: true }],
    ['no rows', { parts: [], rows: 0, bad: 0, sizeBytes: 0 }, { read: { rows: 0, bad: 0, parts: 0, sizeBytes: 0 } }],
    [
      'an overflow, as a column that is declared',
      { overflow: '_overflow' },
      { columns: expect.arrayContaining([{ name: '_overflow', type: 'super', isDeclared: true }]) },
    ],
  ])('%s', async (_, staged, expected) => {
    const s3 = new FakeS3();
    putStaged(s3, staged);
    expect(await read(s3)).toMatchObject(expected);
  });

  it('refuses where the table’s document is gone', async () => {
    await expect(read(new FakeS3())).rejects.toMatchObject({
      name: 'DocumentInvalid',
      message:
        'shuttle/cdc/staging/b1/x/tables/public.t.json is gone: another run has settled the batch since, or it was ' +
        'deleted by hand. Start the pipeline again',
    });
  });

  it.each<[string, object, string]>([
    ['of a newer release', { formatVersion: 2 }, 'FormatVersionUnknown'],
    ['of another form', { rows: -1 }, 'DocumentInvalid'],
  ])('refuses a document %s', async (_, more, name) => {
    const s3 = new FakeS3();
    putStaged(s3, more as never);
    await expect(read(s3)).rejects.toMatchObject({ name, message: expect.stringContaining('public.t.json') });
  });
});

describe('readStepData of an extract', () => {
  const SOURCE = { bucket: 'lake', prefix: 'extract/lake/' };
  const of: LoadRun = { ...run, source: SOURCE };
  const SCHEMA = `${SOURCE.prefix}tables/public.t/schemas/v1.json`;

  const column = (name: string, redshiftType: string, more: Partial<SchemaColumn> = {}): SchemaColumn => ({
    name,
    redshiftType,
    nullable: true,
    parquet: { physical: 'BYTE_ARRAY', logical: 'STRING' },
    sparkType: 'string',
    glueType: 'string',
    ...more,
  });
  const COLUMNS = [column('Id', 'bigint'), column('v', 'character varying(10)'), column('n', 'integer')];

  const filesOf = (name: string, rows: number): BatchFiles => ({
    manifest: { bucket: 'lake', key: `${SOURCE.prefix}${name}.json` },
    rows,
    files: 1,
    sizeBytes: 10 * rows,
  });
  /** Puts a manifest of parts with so many rows each. */
  const manifest = (s3: FakeS3, name: string, parts: readonly number[]): void => {
    const entries = parts.map((rows, n) => ({
      url: `s3://lake/data/${name}-${n}.parquet`,
      mandatory: true,
      meta: { content_length: 10 * rows, record_count: rows },
    }));
    const sum = parts.reduce((total, rows) => total + rows, 0);
    s3.put(`${SOURCE.prefix}${name}.json`, {
      formatVersion: 1,
      entries,
      meta: { content_length: 10 * sum, record_count: sum },
    });
  };
  const world = (columns: readonly SchemaColumn[] = COLUMNS): FakeS3 => {
    const s3 = new FakeS3();
    s3.put(SCHEMA, { formatVersion: 1, table: NAME, columns, primaryKey: [] });
    manifest(s3, 'm1', [2, 3]);
    manifest(s3, 'm2', [4]);
    manifest(s3, 'gone', [1]);
    return s3;
  };
  const stepOf = (load: Partial<ExtractLoad> = {}, primaryKey: string[] = ['Id']): LoadStep => ({
    ...changesStep(),
    files: {
      format: 'extract',
      load: {
        writeMode: 'merge',
        batchId: 'b1',
        batchSeq: 42,
        shift: 0,
        position: '0000000000000042',
        at: '2026-01-05T03:00:00.000Z',
        batchIds: ['b1'],
        runId: 'r1',
        files: [filesOf('m1', 5), filesOf('m2', 4)],
        schemaVersion: 'v1',
        rows: 9,
        sizeBytes: 90,
        isBase: false,
        isTail: false,
        ...load,
      },
      primaryKey,
    },
  });
  const read = (s3: FakeS3, step = stepOf()) => readStepData(of, step, s3.objects);
  const part = (name: string, rows: number) => ({
    bucket: 'lake',
    key: `data/${name}.parquet`,
    rows,
    sizeBytes: 10 * rows,
  });

  it('tells columns with the types that come back, the key and the parts in the order of the files', async () => {
    const data = await read(world());
    expect(data).toMatchObject({
      columns: [
        { name: 'id', type: 'bigint', isDeclared: true },
        { name: 'v', type: 'varchar(10)', isDeclared: true },
        { name: 'n', type: 'integer', isDeclared: true },
      ],
      key: ['id'],
      absent: [],
      nulls: [],
      read: { rows: 9, bad: 0, parts: 3, sizeBytes: 90 },
      files: { format: 'extract', data: { parts: [part('m1-0', 2), part('m1-1', 3), part('m2-0', 4)] } },
    });
    expect(data.files).not.toHaveProperty('deletes');
  });

  it('reads deletes, which have the key’s columns alone', async () => {
    const { files, read: counts } = await read(world(), stepOf({ deletes: filesOf('gone', 1) }));
    expect(files).toMatchObject({
      deletes: { parts: [part('gone-0', 1)], columns: [{ name: 'id', redshiftType: 'bigint' }] },
    });
    expect(counts).toEqual({ rows: 10, bad: 0, parts: 4, sizeBytes: 100 });
  });

  it('reads deletes without rows', async () => {
    const { files, read: counts } = await read(world(), stepOf({ files: [], deletes: filesOf('gone', 1) }));
    expect(files).toMatchObject({ data: { parts: [] }, deletes: { parts: [part('gone-0', 1)] } });
    expect(counts).toMatchObject({ rows: 1, parts: 1 });
  });

  it('has no key where the extract pipeline knows none', async () => {
    expect((await read(world(), stepOf({}, []))).key).toBeNull();
  });

  it('keeps how a column is written in the files', async () => {
    const columns = [
      column('id', 'character varying(20)', { encoding: 'sha256' }),
      column('b', 'varbyte(8)', { encoding: 'hex' }),
    ];
    const { files } = await read(world(columns), stepOf({}, ['id']));
    expect(files).toMatchObject({ data: { columns: [{ encoding: 'sha256' }, { encoding: 'hex' }] } });
  });

  it.each<[string, (s3: FakeS3) => void, string, string]>([
    [
      'the schema of the extract pipeline is gone',
      (s3) => s3.remove(SCHEMA),
      'DocumentInvalid',
      `${SCHEMA} of the extract pipeline is gone: extract the table anew (fullRefresh)`,
    ],
    [
      'a manifest is gone',
      (s3) => s3.remove(`${SOURCE.prefix}m2.json`),
      'ManifestInvalid',
      `${SOURCE.prefix}m2.json is gone: the extract pipeline has retired the batch since the run was planned. Start this pipeline again`,
    ],
    [
      'a manifest lists other rows than its batch',
      (s3) => manifest(s3, 'm2', [3]),
      'ManifestInvalid',
      `${SOURCE.prefix}m2.json lists 3 rows, and its batch has 4`,
    ],
    [
      'the manifest of deletes is gone',
      (s3) => s3.remove(`${SOURCE.prefix}gone.json`),
      'ManifestInvalid',
      `${SOURCE.prefix}gone.json is gone`,
    ],
  ])('refuses where %s', async (_, change, name, message) => {
    const s3 = world();
    change(s3);
    await expect(read(s3, stepOf({ deletes: filesOf('gone', 1) }))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });

  it('refuses a column that no Redshift value can be made of', async () => {
    const refused = read(world([column('id', 'bigint'), column('h', 'hllsketch')]), stepOf({}, ['id']));
    await expect(refused).rejects.toMatchObject({
      name: 'TypeNotSupported',
      message: 'column "h" is hllsketch, which cannot be loaded from files: exclude it from the extract',
    });
  });
});

describe('writeManifest', () => {
  const at = { bucket: 'lake', key: 'runs/m.json' };

  it('lists parts as COPY reads them, each of which must be there', async () => {
    const s3 = new FakeS3();
    expect(await writeManifest(at, [PART], s3.objects)).toEqual(at);
    expect(s3.json(at.key)).toEqual({
      formatVersion: 1,
      entries: [{ url: `s3://lake/${PART.key}`, mandatory: true, meta: { content_length: 30, record_count: 3 } }],
      meta: { content_length: 30, record_count: 3 },
    });
    const state = s3.state();
    await writeManifest(at, [PART], s3.objects);
    expect(s3.state()).toEqual(state);
  });

  it('writes none of no parts, which Redshift refuses', async () => {
    const s3 = new FakeS3();
    expect(await writeManifest(at, [], s3.objects)).toEqual(at);
    expect(s3.keys()).toEqual([]);
  });
});
