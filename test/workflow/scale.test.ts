import type { FlowTable } from '../support/flow-catalog';
import { meterRun } from '../support/flow-cost';
import { Flow } from '../support/flow-rig';

// Over a page of 1,000 keys, and far over the 20 children at a time. Real handlers over real HTTP take some hundredths of a
// second of CPU a table: `npm run bench -- orchestration` runs 10,000.
const TABLES = 2_000;
const MAX_PAYLOAD = 256 * 1024;
jest.setTimeout(900_000);

let flow: Flow;
beforeAll(async () => {
  flow = await Flow.start({ childHistory: 'counts', patienceSeconds: 900, clockQuantumMs: 500 });
});
afterAll(() => flow?.close());

it(`${TABLES} tables with every limit of the Data API on`, async () => {
  const tables: FlowTable[] = Array.from({ length: TABLES }, (_, i) => ({
    name: `s${i % 7}.table_${i}`,
    rows: 10 + i,
    known: 1_000_000,
    parts: 1,
  }));
  flow.reset(tables);
  // From a moment to under a second, and one in a hundred up to twelve, without a pattern that would let statements end
  // together. Statements of many minutes are for the bench: each poll costs some milliseconds of real time.
  const secondsOf = new Map(tables.map(({ name }, i) => [name, ((i * 7_919) % (i % 100 === 0 ? 120 : 7)) / 10]));
  flow.latency = ({ kind, table }) => (kind === 'unload' ? { startedMs: (secondsOf.get(table) ?? 0) * 1000 } : 0);
  const cost = meterRun(flow);
  const ended = await flow.run('lake');
  expect({ status: ended.status, cause: ended.cause }).toEqual({ status: 'SUCCEEDED', cause: '' });
  expect(ended.output?.totals).toMatchObject({ planned: TABLES, committed: TABLES, failed: 0, unaccounted: 0 });
  expect(tables.filter(({ name }) => flow.current(name, 'lake')?.batches.length !== 1)).toEqual([]);
  expect(flow.engine.ran('unload')).toHaveLength(TABLES);

  const { largestPayload, mostEvents, peakStatements, polls } = cost(ended, TABLES);
  expect(largestPayload).toBeLessThan(MAX_PAYLOAD / 4);
  expect(mostEvents).toBeLessThan(5_000);
  expect(peakStatements).toBeLessThanOrEqual(20);
  expect(polls / TABLES).toBeLessThan(12);
});
