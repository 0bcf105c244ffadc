import fc from 'fast-check';
import { isBadRow } from '../../../lambdas/core/shape/change';
import { DebeziumChanges } from '../../../lambdas/core/shape/debezium/debezium-changes';
import { DmsCsvChanges } from '../../../lambdas/core/shape/dms/dms-csv-changes';
import { dmsObject } from '../../../lambdas/core/shape/dms/dms-object';
import type { Splitter } from '../../../lambdas/core/shape/raw-record';

const settings = { numRuns: 200, seed: 3 };
const cut = (bytes: Buffer, borders: number[]): Buffer[] => {
  const at = [0, ...borders.map((border) => border % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
};
const readIn = <T>(splitter: Splitter<T>, chunks: Buffer[]): T[] => [
  ...chunks.flatMap((chunk) => [...splitter.push(chunk)]),
  ...splitter.end(),
];
const borders = fc.array(fc.nat(5_000), { maxLength: 12 });
const id = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

it('Debezium: changes are the same wherever chunks end, and have the exact key', () => {
  const event = fc.record({ id, op: fc.constantFrom('c', 'u', 'd', 'r'), lsn: fc.nat(), name: fc.string() });
  const write = (e: { id: bigint; op: string; lsn: number; name: string }) => {
    const image = `{"id":${e.id},"name":${JSON.stringify(e.name.replaceAll('\0', ''))}}`;
    const images = e.op === 'd' ? `"before":${image},"after":null` : `"before":null,"after":${image}`;
    const source = JSON.stringify({ connector: 'postgresql', schema: 's', table: 't', lsn: e.lsn });
    return `{${images},"source":${source},"op":"${e.op}"}`;
  };
  fc.assert(
    fc.property(fc.array(event), borders, (events, at) => {
      const bytes = Buffer.from(events.map(write).join('\n'));
      const whole = readIn(new DebeziumChanges(), [bytes]);
      expect(readIn(new DebeziumChanges(), cut(bytes, at))).toEqual(whole);
      const found = whole.map((item) => (isBadRow(item) ? item.reason : [item.op, item.row.id, item.pos]));
      expect(found).toEqual(
        events.map((e) => [e.op === 'd' ? 'D' : 'U', { number: String(e.id) }, `${String(e.lsn).padStart(20, '0')}1`]),
      );
    }),
    settings,
  );
});

it('DMS: changes are the same wherever chunks end, in the order of their positions', () => {
  const row = fc.record({
    id,
    op: fc.constantFrom('I', 'U', 'D'),
    name: fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é') }),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), borders, (rows, at) => {
      const lines = rows.map((each) => `${each.op},${each.id},"${each.name.replaceAll('"', '""')}"\n`);
      const bytes = Buffer.from(`Op,id,name\n${lines.join('')}`);
      const reader = () =>
        new DmsCsvChanges({
          object: dmsObject('s/t/20240101-000000000.csv')!,
          table: { schema: 's', name: 't' },
          tables: (table) => ({ table, key: ['id'] }),
          header: true,
          opIn: 'changes',
          opColumn: 'Op',
        });
      const whole = readIn(reader(), [bytes]);
      expect(readIn(reader(), cut(bytes, at))).toEqual(whole);
      const found = whole.map((item) => (isBadRow(item) ? item.reason : [item.op, { ...item.row }]));
      expect(found).toEqual(
        rows.map((each) => [each.op === 'D' ? 'D' : 'U', { id: String(each.id), name: each.name }]),
      );
      const positions = whole.map((item) => (isBadRow(item) ? '' : item.pos));
      expect([...positions].sort()).toEqual(positions);
    }),
    settings,
  );
});
