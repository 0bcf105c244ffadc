import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { synthesise } from '../../local/synth';
import { type BenchRun, runBench } from './run-bench';
import { alternatives, spreadTables } from './schedules';

const CONFIG = join(__dirname, 'shuttle.yaml');
/** Without colours, so that the tables can be kept as text. */
const PLAIN = { head: [], border: [] };
/** AWS's limit on what a state passes on. */
const MAX_PAYLOAD = 256 * 1024;

/**
 * Orchestration under a virtual clock, with the limits of the Data API on: how much longer a run takes than its longest
 * statement, how late the machine sees an end, and what a table costs in polls, calls and transitions.
 *
 * @param args numbers of tables for the cost of many; 1,000 and 10,000 by default
 */
export const orchestration = async (args: readonly string[]): Promise<void> => {
  const sizes = args.length > 0 ? args.map(Number) : [1_000, 10_000];
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) throw new Error('a number of tables is a whole one');
  const assembly = mkdtempSync(join(tmpdir(), 'orchestration-'));
  try {
    await synthesise(CONFIG, assembly);
    await forty(assembly);
    await many(assembly, sizes);
  } finally {
    rmSync(assembly, { recursive: true });
  }
};

const forty = async (assembly: string): Promise<void> => {
  const tables = spreadTables(40);
  const run = await runBench(assembly, 'forty', tables);
  const { oneByOne, fourWorkers, longest } = alternatives(tables);
  const totals = new Table({
    style: PLAIN,
    head: ['40 tables, statements of 0.3 s to 30 min', 'seconds', 'beside the run'],
  });
  const row = (name: string, seconds: number) =>
    totals.push([name, seconds.toFixed(0), (seconds / run.seconds).toFixed(2)]);
  row('one after the other, a fixed poll of 2 s (computed)', oneByOne);
  row('four workers, a fixed poll of 2 s (computed)', fourWorkers);
  row('the run, 40 at a time', run.seconds);
  row('the longest statement: the limit', longest);
  console.log(totals.toString());

  const by = new Table({ style: PLAIN, head: ['statement', 'tables', 'lateness s', 'of its time', 'polls at 2 s'] });
  for (const [from, to] of [
    [0, 2],
    [2, 60],
    [60, 600],
    [600, 1_801],
  ] as const) {
    const group = tables.filter(({ seconds }) => seconds >= from && seconds < to);
    const late = group.map(({ name, seconds }) => ({ seconds, lateness: run.lateness.get(name) ?? 0 }));
    const worst = Math.max(...late.map(({ lateness }) => lateness));
    const ratio = Math.max(...late.map(({ seconds, lateness }) => lateness / seconds));
    const polls = late.reduce((sum, { seconds }) => sum + Math.ceil(seconds / 2), 0) / group.length;
    by.push([
      `${from} to ${to === 1_801 ? 1_800 : to} s`,
      group.length,
      `at most ${worst.toFixed(1)}`,
      `at most ${ratio.toFixed(2)}`,
      polls.toFixed(0),
    ]);
  }
  console.log(by.toString());
  console.log(costTable([run]).toString());
};

const many = async (assembly: string, sizes: readonly number[]): Promise<void> => {
  const runs: BenchRun[] = [];
  for (const size of sizes) runs.push(await runBench(assembly, 'many', spreadTables(size, 60)));
  console.log('Many tables, statements of 0.3 s to 1 min, 200 at a time:');
  console.log(costTable(runs).toString());
  const largest = Math.max(...runs.map(({ largestPayload }) => largestPayload));
  if (largest > MAX_PAYLOAD) throw new Error(`a payload of ${largest} bytes passes what a state may hold`);
};

/** What a table costs; with several runs the ratio to the first shows whether that stays flat. */
const costTable = (runs: readonly BenchRun[]): Table.Table => {
  const table = new Table({
    style: PLAIN,
    head: [
      'tables',
      'run s',
      'mean lateness s',
      'polls',
      'Lambda calls',
      'transitions',
      'beside the first',
      'largest payload KB',
      'throttled calls',
      'simulated in s',
    ],
  });
  const transitionsOf = ({ transitions, tables }: BenchRun) => transitions / tables;
  for (const run of runs) {
    const lateness = [...run.lateness.values()].reduce((sum, seconds) => sum + seconds, 0) / run.lateness.size;
    const each = (total: number) => (total / run.tables).toFixed(1);
    table.push([
      run.tables.toLocaleString('en'),
      run.seconds.toFixed(0),
      lateness.toFixed(1),
      each(run.polls),
      each(run.lambdaCalls),
      each(run.transitions),
      (transitionsOf(run) / transitionsOf(runs[0] ?? run)).toFixed(2),
      (run.largestPayload / 1024).toFixed(1),
      each(run.throttled),
      run.tookSeconds.toFixed(0),
    ]);
  }
  return table;
};
