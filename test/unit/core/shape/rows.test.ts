import { ObjectUnreadable } from '../../../../lambdas/core/errors';
import { CsvRecords } from '../../../../lambdas/core/shape/csv/csv-records';
import { CsvRows } from '../../../../lambdas/core/shape/csv/csv-rows';
import { JsonRecords } from '../../../../lambdas/core/shape/json/json-records';
import { RowChanges } from '../../../../lambdas/core/shape/rows';
import { readAll } from './read-all';

const table = { schema: 's', name: 't' };
const csv = (content: string, header: boolean, columns?: string[]) =>
  readAll(new CsvRows(new CsvRecords(), { header, columns }), content);

describe('rows', () => {
  it('become upserts in their order', async () => {
    const options = { table, key: ['id'], timeColumn: 'at', objectOrder: 'f1-', types: { id: 'bigint' } };
    const content = '{"id":1,"at":"2024-01-02T03:04:05Z"}\nx\n{"id":2,"at":"soon"}\n';
    expect(await readAll(new RowChanges(new JsonRecords(), options), content)).toEqual([
      {
        table,
        op: 'U',
        key: ['id'],
        row: { id: { number: '1' }, at: '2024-01-02T03:04:05Z' },
        absent: [],
        pos: 'f1-0000000000000000001',
        at: '2024-01-02 03:04:05.000000',
        types: { id: 'bigint' },
      },
      expect.objectContaining({ reason: expect.stringContaining('no JSON'), text: 'x' }),
      expect.objectContaining({ row: { id: { number: '2' }, at: 'soon' }, pos: 'f1-0000000000000000003', at: null }),
    ]);
  });

  it.each([
    ['{"name":1}', 'the key column "id" is missing'],
    ['{"id":null}', 'the key column "id" is NULL'],
  ])('need their key: %s', async (content, reason) => {
    const [bad] = await readAll(new RowChanges(new JsonRecords(), { table, key: ['id'], objectOrder: '' }), content);
    expect(bad).toMatchObject({ reason, text: content });
  });

  it('take no object order beyond 44 characters', () => {
    expect(() => new RowChanges(new JsonRecords(), { table, objectOrder: 'x'.repeat(45) })).toThrow(RangeError);
  });
});

describe('CSV', () => {
  it('has its columns from the header', async () => {
    expect(await csv('a,b\n1,\n1\n', true)).toEqual([
      { row: { a: '1', b: null }, location: { byte: 4, line: 2 }, text: '1,' },
      { reason: '1 fields where 2 columns are expected', location: { byte: 7, line: 3 }, text: '1' },
    ]);
  });

  it('has given columns, in place of a header or without one', async () => {
    expect(await csv('a,b\n1,2\n', true, ['x', 'y'])).toMatchObject([{ row: { x: '1', y: '2' } }]);
    expect(await csv('1,2\n', false, ['x', 'y'])).toMatchObject([{ row: { x: '1', y: '2' } }]);
  });

  it.each<[string, boolean, string]>([
    ['1,2', false, 'set columns'],
    ['a,a\n1,2', true, 'twice'],
    ['"a,b\n1,2', true, 'the header cannot be read'],
  ])('%j cannot be read', async (content, header, message) => {
    const reading = (async () => csv(content, header))();
    await expect(reading).rejects.toThrow(ObjectUnreadable);
    await expect(reading).rejects.toThrow(message);
  });
});
