import { shuttle, TWO_PIPELINES, temporaryFolder } from './command-line';

const folder = temporaryFolder();

describe('shuttle validate', () => {
  it('says OK and lists the pipelines', async () => {
    const path = folder.write('good.yaml', TWO_PIPELINES);
    const { code, out, err } = await shuttle('validate', '-c', path);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [head, , ...table] = out.split('\n');
    expect(head).toBe(`${path}: OK, stack shuttle-test in eu-west-1, 2 pipelines`);
    expect(table.map((line) => line.split(/ {2,}/))).toEqual([
      ['pipeline', 'tables', 'schedule', 'warehouse', 'destination'],
      expect.anything(),
      ['lake', 'sales.* without *.tmp_*', 'rate(1 day)', 'demo/dev', '(bucket of the stack)/shuttle/lake/'],
      [
        'finance',
        '*.* in ledger, tax',
        'cron(0 3 * * ? *) Europe/Berlin (off)',
        'c/prod',
        'my-bucket/lake/finance/finance/',
      ],
    ]);
  });

  it('lists load pipelines with what they load and what starts them', async () => {
    const path = folder.write(
      'loads.yaml',
      `stack: s
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
extract: [{name: lake}]
load:
  - {name: cdc, schedule: rate(1 hour), trigger: {onObjectCreated: true}, source: {format: debezium, bucket: abc, prefix: topics}}
  - {name: copy, enabled: false, trigger: {onObjectCreated: true}, source: {format: extract, pipeline: lake}, target: {schema: copy}}
  - {name: own, source: {format: dms, prefix: in, csv: {header: true}}}`,
    );
    const { out } = await shuttle('validate', '-c', path);
    expect(out).toContain('4 pipelines');
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual(
      expect.arrayContaining([
        ['pipeline', 'source', 'starts', 'warehouse', 'target'],
        ['cdc', 'debezium: abc/topics/', 'on objects, rate(1 hour)', 'demo/dev', '{schema}.{table}'],
        ['copy', 'extract of lake', 'on objects (off)', 'demo/dev', 'copy.{table}'],
        ['own', 'dms: (bucket of the stack)/in/', 'none', 'demo/dev', '{schema}.{table}'],
      ]),
    );
  });

  it('counts the tables that are declared', async () => {
    const path = folder.write(
      'declared.yaml',
      `stack: s
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
extract:
  - {name: a, discover: false, tables: {x.y: {columnTypes: {id: bigint}}, x.z: {enabled: false}}}`,
    );
    expect((await shuttle('validate', '-c', path)).out).toMatch(/^a +1 declared +none/m);
  });

  it('prints every problem with its place, value and fix', async () => {
    const path = folder.write(
      'bad.yaml',
      `stack: s
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
extract:
  - name: lake
    limit: 0
    shedule: rate(1 day)
`,
    );
    const { code, out, err } = await shuttle('validate', '--config', path);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const blocks = err.split('\n\n');
    expect(blocks[0]).toBe(`${path}: 2 problems`);
    expect(blocks[1]).toBe(
      `${path}:5:5  extract[0].limit\n  is not between 1 and 9007199254740991 (got 0)\n  fix: write a whole number above 0, or remove the key to extract every row`,
    );
    expect(blocks[2]).toMatch(/:6:5 {2}extract\[0\]\.shedule\n {2}.*\n {2}fix: .*schedule/);
    expect(blocks).toHaveLength(3);
  });

  it('points at an error of syntax', async () => {
    const path = folder.write('syntax.yaml', 'stack: [a\nextract: b');
    const { code, err } = await shuttle('validate', '-c', path);
    expect(code).toBe(1);
    expect(err).toMatch(/syntax\.yaml:2:\d+\n {2}.+\n {2}fix: /);
  });

  it('refuses pipelines of several regions, by the name of the error', async () => {
    const path = folder.write(
      'regions.yaml',
      `stack: s
extract:
  - {name: a, warehouse: {region: eu-west-1, database: dev, workgroup: demo}}
  - {name: b, warehouse: {region: eu-central-1, database: dev, workgroup: demo}}`,
    );
    const { code, err } = await shuttle('validate', '-c', path);
    expect(code).toBe(1);
    expect(err).toMatch(/^ConfigInvalid: warehouse\.region: .*eu-west-1 and eu-central-1/);
  });

  it('says that there is no file, or that it cannot be read', async () => {
    expect(await shuttle('validate', '-c', folder.path('none.yaml'))).toEqual({
      code: 1,
      out: '',
      err: `there is no file ${folder.path('none.yaml')}: name yours with -c <file>`,
    });
    expect((await shuttle('validate', '-c', folder.path('.'))).err).toMatch(/cannot be read: EISDIR/);
  });
});
