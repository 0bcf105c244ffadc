import type { Value } from '../../../../../lambdas/core/shape/change';
import { positionOf, sourceTime } from '../../../../../lambdas/core/shape/debezium/position';

type Fields = Record<string, string | number | null>;
const source =
  (fields: Fields) =>
  (name: string): Value | undefined => {
    const value = fields[name];
    return typeof value === 'number' ? { number: String(value) } : value;
  };
const position = (fields: Fields) => positionOf(source(fields));

describe('grows as the log does', () => {
  it.each<[string, Fields[]]>([
    ['postgresql', [{ lsn: 9 }, { lsn: 10 }, { lsn: 24023128, txId: 1 }, { lsn: '18446744073709551615' }]],
    [
      'mysql',
      [
        { file: 'mysql-bin.000003', pos: 154, row: 0 },
        { file: 'mysql-bin.000003', pos: 154, row: 1 },
        { file: 'mysql-bin.000003', pos: 154, row: 10 },
        { file: 'mysql-bin.000003', pos: 1_000, row: 0 },
        { file: 'mysql-bin.999999', pos: 4 },
        { file: 'mysql-bin.1000000', pos: 4, row: null },
      ],
    ],
    [
      'sqlserver',
      [
        { commit_lsn: '00000027:00000ac0:0007', change_lsn: null },
        { commit_lsn: '00000027:00000ac0:0007', change_lsn: '00000027:00000ac0:0002', event_serial_no: '1' },
        { commit_lsn: '00000027:00000ac0:0007', change_lsn: '00000027:00000ac0:0002', event_serial_no: '2' },
        { commit_lsn: '00000027:00000ac0:0007', change_lsn: '00000027:00000ac0:0002', event_serial_no: 10 },
        { commit_lsn: '00000027:00000AC0:0007', change_lsn: '00000027:00000ac0:000a', event_serial_no: 1 },
        { commit_lsn: '00000027:00000ac0:0008', change_lsn: '00000027:00000ac0:0001', event_serial_no: 1 },
      ],
    ],
    [
      'oracle',
      [
        { scn: '999', commit_scn: null },
        { scn: '900', commit_scn: '1000', rs_id: '001234.00012345.0124', ssn: 1 },
        { scn: '900', commit_scn: '1000', rs_id: '001234.00012345.0125', ssn: 0 },
        { scn: '901', commit_scn: '1000', rs_id: ' 0x001234.00012345.0001 ', ssn: 0 },
        { scn: '800', commit_scn: '1001' },
      ],
    ],
    [
      'mongodb',
      [
        { ts_ms: 1558965508000, ord: 2 },
        { ts_ms: 1558965508000, ord: 10 },
        { ts_ms: 1558965508000, ord: 10, tord: 1 },
        { ts_ms: 1558965509000, ord: 1 },
      ],
    ],
    ['spanner', [{ ts_ms: 999 }, { ts_us: 1_000_000 }, { ts_ns: '1558965509000000001' }]],
  ])('of %s', (connector, events) => {
    const found = events.map((event) => position({ connector, ...event }));
    expect([...found].sort()).toEqual(found);
    expect(new Set(found).size).toBe(found.length);
    expect(new Set(found.map((text) => text.length)).size).toBe(1);
    expect(found[0]?.length).toBeLessThanOrEqual(63);
    expect(found.join('')).toMatch(/^[0-9a-f]+$/);
  });
});

it.each<[string, Fields]>([
  ['postgresql', { lsn: 5 }],
  ['mysql', { file: 'b.000001', pos: 4 }],
  ['sqlserver', { commit_lsn: '00000027:00000ac0:0007' }],
  ['oracle', { scn: '7' }],
  ['mongodb', { ord: 1, ts_ms: 1_000 }],
])('the log of %s is told by its fields', (connector, fields) => {
  expect(position(fields)).toBe(position({ connector, ...fields }));
});

it.each<[Fields, string]>([
  [{}, 'no position in the source'],
  [{ ts_ms: 0 }, 'no position in the source'],
  [{ connector: 'postgresql', ts_ms: 5 }, 'source.lsn is missing'],
  [{ connector: 'mysql', file: null, pos: 4, ts_ms: 5 }, 'no binlog file'],
  [{ connector: 'mysql', file: 'b.000001', pos: 'x' }, 'source.pos is no number'],
  [{ connector: 'sqlserver', change_lsn: '1' }, 'source.commit_lsn is missing'],
  [{ connector: 'sqlserver', commit_lsn: 'x' }, 'source.commit_lsn is no number'],
  [{ connector: 'postgresql', lsn: '123456789012345678901' }, 'longer than 20'],
])('%j has none', (fields, reason) => {
  expect(() => position(fields)).toThrow(reason);
});

it.each<[Fields, string | null]>([
  [{ ts_ms: 1559033904863 }, '2019-05-28 08:58:24.863000'],
  [{ ts_ms: 1559033904863, ts_us: 1559033904863123 }, '2019-05-28 08:58:24.863123'],
  [{ ts_ms: 1559033904863, ts_ns: '1559033904863123456' }, '2019-05-28 08:58:24.863123'],
  [{ ts_ms: 0 }, null],
  [{}, null],
  [{ ts_ms: '9223372036854775807' }, null],
])('the time of %j', (fields, text) => {
  expect(sourceTime(source(fields))).toBe(text);
});
