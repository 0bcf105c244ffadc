import type { Report } from '../../lambdas/core/progress/report';
import { runShape } from '../../lambdas/core/report/run-shape';
import { STEP_MEMORY_MB } from '../../lambdas/core/report/step-counts';
import type { FlowTable } from '../support/flow-catalog';
import { meterRun } from '../support/flow-cost';
import { Flow } from '../support/flow-rig';
import { CONFLICT, DENIED } from '../support/flow-troubles';

/** One table after the other, so that the Data API refuses none of their calls. */
const PIPELINE = 'narrow';

let flow: Flow;
beforeAll(async () => {
  flow = await Flow.start();
});
afterAll(() => flow?.close());

const many = (count: number, more: Partial<FlowTable> = {}): FlowTable[] =>
  Array.from({ length: count }, (_, i) => ({ name: `public.t${i}`, rows: 10 + i, known: 1_000_000, ...more }));

/** Runs a pipeline, and tells what its report estimates and what was met. */
const estimated = async () => {
  const cost = meterRun(flow);
  const requests = { writes: 0, reads: 0 };
  flow.s3Fault = ({ op }) => {
    if (op === 'GetObject') requests.reads++;
    else if (op !== 'DeleteObject') requests.writes++;
    return undefined;
  };
  const ended = await flow.run(PIPELINE);
  const report = flow.read<Report>(`runs/${ended.output?.runId}/report.json`, PIPELINE);
  const quantity = (what: RegExp) => report?.cost?.lines.find((line) => what.test(line.what))?.quantity ?? 0;
  const { transitions, lambdaCalls } = cost(ended, report?.tables.length ?? 0);
  const { unloaded, unloadedFiles } = runShape(report?.tables ?? []);
  return {
    report,
    transitions: quantity(/transitions/) / transitions,
    calls: quantity(/Lambda requests/) / lambdaCalls,
    // What Redshift writes does not pass the product's client: UNLOAD's files and its manifest.
    writes: (quantity(/PUT/) - unloadedFiles - unloaded) / requests.writes,
    reads: quantity(/GET/) / requests.reads,
  };
};

const CASES: [string, () => void][] = [
  ['unloaded tables', () => flow.reset(many(20))],
  ['paged tables', () => flow.reset(many(20, { known: 20 }))],
  [
    'long statements',
    () => {
      flow.reset(many(20));
      flow.latency = ({ kind, table }) =>
        kind === 'unload' ? { startedMs: Number(table.slice('public.t'.length)) * 37_000 } : 0;
    },
  ],
  ['tables that are counted first', () => flow.reset(many(20, { known: null }))],
  [
    'conflicts',
    () => {
      flow.reset(many(20));
      flow.engine.script = ({ kind, table, time }) =>
        kind === 'unload' && time === 1 && table.endsWith('3') ? { error: CONFLICT } : undefined;
    },
  ],
  [
    'failures',
    () => {
      flow.reset(many(20));
      flow.engine.script = ({ kind, table }) =>
        kind === 'unload' && table.endsWith('3') ? { error: DENIED } : undefined;
    },
  ],
];

it.each(CASES)('the estimate is within a few percent of the interpreted run: %s', async (_, arrange) => {
  arrange();
  const { report, transitions, calls, writes, reads } = await estimated();
  expect(report?.tables.length).toBeGreaterThanOrEqual(20);
  for (const [what, ratio] of Object.entries({ transitions, calls, writes, reads })) {
    expect({ what, off: Math.abs(ratio - 1) < 0.05 ? 'a few percent' : ratio }).toEqual({ what, off: 'a few percent' });
  }
});

it('goes by the memory of the deployed functions', () => {
  const memory = Object.fromEntries(
    flow.environment.assembly.functions.map(({ arn, memoryMb }) => [
      arn.replace(/^.*:flow_/, '').replace(/:\d+$/, ''),
      memoryMb,
    ]),
  );
  const { small, copyPages, verifyUnload, planTables, finishRun } = STEP_MEMORY_MB;
  expect(memory).toMatchObject({
    'copy-pages': copyPages,
    'verify-unload': verifyUnload,
    'plan-tables': planTables,
    'finish-run': finishRun,
    'submit-statement': small,
    'poll-statement': small,
    'plan-table': small,
    'verify-pages': small,
    'commit-table': small,
    'record-failure': small,
    'start-run': small,
  });
});
