import { accountLoads } from '../../../../../lambdas/core/load-report/account-loads';
import type { LoadBatch, LoadRecord } from '../../../../../lambdas/core/load-report/load-record';
import { loadPhasesOf } from '../../../../../lambdas/core/report/html/load-phases';
import { appliedRecord, failedRecord, loadBatch, mapRan } from '../../load-report/load-records';

const at = (seconds: number) => new Date(Date.parse('2026-01-05T03:00:00Z') + seconds * 1000).toISOString();
const batch = (id: string, from: number, more: Partial<LoadBatch> = {}) =>
  loadBatch(id, { startedAt: at(from), appliedAt: at(from + 10), ...more });
const phases = (record: LoadRecord) => {
  const load = { source: record.source, target: record.target, batches: [] };
  const [table] = accountLoads([load], [{ ...record, startedAt: at(0), endedAt: at(100) }], mapRan);
  const start = Date.parse(at(0));
  return loadPhasesOf(table!).map(({ name, fromMs, toMs }) => [name, (fromMs - start) / 1000, (toMs - start) / 1000]);
};

describe('the phases of a loaded table', () => {
  it.each<[string, LoadRecord, unknown[]]>([
    [
      'batch after batch',
      appliedRecord('t', [
        batch('a', 1, { statementAt: at(3), statementSeconds: 5 }),
        batch('b', 20, { statementAt: at(21) }),
      ]),
      [
        ['planned', 1, 3],
        ['running', 3, 8],
        ['verifying', 8, 11],
        ['planned', 20, 21],
        ['running', 21, 30],
        ['verifying', 30, 30],
      ],
    ],
    ['without instants', appliedRecord('t', [batch('a', 1)]), [['running', 1, 11]]],
    [
      'as one where there are many',
      appliedRecord(
        't',
        Array.from({ length: 13 }, (_, i) => batch(`b${i}`, i * 7)),
      ),
      [['running', 0, 94]],
    ],
    [
      'a failure behind what was applied',
      failedRecord('t', [batch('a', 1)], { timeline: { statementAt: at(40) } }),
      [
        ['running', 1, 11],
        ['planned', 11, 40],
        ['failed', 40, 100],
      ],
    ],
    ['a failure before anything was sent', failedRecord('t'), [['failed', 0, 100]]],
    [
      'a failure whose statement is that of the batch before',
      failedRecord('t', [batch('a', 1)], { timeline: { statementAt: at(3) } }),
      [
        ['running', 1, 11],
        ['failed', 11, 100],
      ],
    ],
  ])('%s', (_, record, expected) => {
    expect(phases(record)).toEqual(expected);
  });
});
