import { columnNames, cutBytes } from '../../../../../lambdas/core/shape/column/column-name';

const names = (sources: string[], known?: Map<string, string>) => Object.fromEntries(columnNames(sources, known));

it.each([
  ['id', 'id'],
  ['userId', 'userid'],
  ['SELECT', 'select'],
  ['a b"c', 'a b"c'],
  ['ÉTÉ', 'été'],
  ['', '_'],
  ['shuttle_op', '_shuttle_op'],
  ['SHUTTLE_POS', '_shuttle_pos'],
  ['__proto__', '__proto__'],
  ['x'.repeat(130), 'x'.repeat(127)],
  [`${'x'.repeat(126)}é`, 'x'.repeat(126)],
  [`${'x'.repeat(124)}😀`, 'x'.repeat(124)],
])('%s becomes %s', (source, name) => {
  expect(columnNames([source]).get(source)).toBe(name);
});

describe('names that come to the same', () => {
  it('are told apart whatever their order', () => {
    const found = names(['ID', 'id', 'Id']);
    expect(found).toEqual({
      id: 'id',
      ID: expect.stringMatching(/^id_[0-9a-f]{8}$/),
      Id: expect.stringMatching(/^id_[0-9a-f]{8}$/),
    });
    expect(new Set(Object.values(found)).size).toBe(3);
    expect(names(['Id', 'id', 'ID'])).toEqual(found);
    expect(names(['Id', 'ID'])).toEqual({ ID: 'id', Id: found.Id });
  });

  it('keep the names that they have', () => {
    expect(names(['id', 'ID'], new Map([['ID', 'id']]))).toEqual({ ID: 'id', id: expect.stringMatching(/^id_/) });
  });

  it('stay within 127 bytes', () => {
    const found = Object.values(names(['é'.repeat(64), 'é'.repeat(65)]));
    expect(found[0]).toBe('é'.repeat(63));
    expect(found[1]).toMatch(/^é{59}_[0-9a-f]{8}$/);
  });
});

it('cuts between characters', () => {
  expect([0, 1, 2, 3, 4, 5, 6].map((bytes) => cutBytes('aé€', bytes))).toEqual(['', 'a', 'a', 'aé', 'aé', 'aé', 'aé€']);
});
