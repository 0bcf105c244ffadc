import type { LoadReport } from '../../lambdas/core/load-report/load-report';
import { FATES } from '../../lambdas/core/load-report/row-counts';
import type { LocalStore } from '../../local/s3/store';
import type { Dice } from './change-history';
import type { EndedLoad, LoadEnvironment } from './load-environment';
import { SOURCES } from './load-environment';
import { type Delivered, expectedRows, goneKeys, type Mode } from './loads-expected';
import { type ColumnName, changesOf, type KeyChange, type Message } from './loads-history';
import { plainRows, readTable, targetRows } from './loads-target';

/** A table of a source, and what of its history was delivered. */
export interface PlayedTable {
  mode: Mode;
  /** `schema.table`, in the source as in the target. */
  name: string;
  columns: readonly ColumnName[];
  timeless?: boolean;
  /** By run. */
  runs: KeyChange[][];
}

/** What a file brings to a table; the same again when the file comes again. */
export interface PlayedFile {
  key: string;
  content: string | Uint8Array;
  /** It shows in the listing now, and S3 says that it was written so long ago. */
  secondsAgo?: number;
  changes: readonly (readonly [table: PlayedTable, change: KeyChange])[];
}

export const changesOfMessages = (table: PlayedTable, messages: readonly Message[]): PlayedFile['changes'] =>
  messages.flatMap((message) => changesOf(message).map((change) => [table, change] as const));

/** Puts files, runs the pipeline, and compares every table with its model. */
export const playRun = async (
  env: LoadEnvironment,
  pipeline: string,
  tables: readonly PlayedTable[],
  files: readonly PlayedFile[],
): Promise<EndedLoad> => {
  for (const file of files) await putFile(env, file);
  for (const table of tables) table.runs.push([]);
  for (const { changes } of files) for (const [table, change] of changes) table.runs.at(-1)?.push(change);
  const ended = await env.run(pipeline);
  expect({ status: ended.status, error: ended.error, cause: ended.cause }).toEqual({ status: 'SUCCEEDED' });
  expectReport(ended.report, tables);
  await expectNothingStaged(env, pipeline);
  for (const table of tables) await expectTarget(env, table);
  return ended;
};

/** Every row that was delivered in this run is in the report once, under one fate. */
const expectReport = (
  { tables: reported, badRows, unread, quarantinedObjects, totals }: LoadReport,
  tables: readonly PlayedTable[],
): void => {
  expect({ bad: badRows.rows, unread: unread.count, quarantined: quarantinedObjects.count }).toEqual({
    bad: 0,
    unread: 0,
    quarantined: 0,
  });
  for (const { name, runs } of tables) {
    const read = runs.at(-1)?.length ?? 0;
    const found = reported.find(({ source }) => source === name);
    expect({ name, status: found?.status, read: found?.rows.read }).toEqual(
      read === 0 ? { name, status: undefined, read: undefined } : { name, status: 'applied', read },
    );
  }
  for (const rows of [totals.rows, ...reported.map((table) => table.rows)]) {
    expect(FATES.reduce((sum, fate) => sum + rows[fate], 0)).toBe(rows.read);
    expect({ ...rows, skipped: 0, refused: 0, setAside: 0 }).toEqual(rows);
  }
};

/** Nothing is owed, so that nothing is kept. */
export const expectNothingStaged = async (env: LoadEnvironment, pipeline: string): Promise<void> => {
  const root = env.e2e.root(pipeline);
  for (const folder of ['staging/', 'collect/batches/']) {
    expect({ folder, left: await env.e2e.keys(`${root}${folder}`) }).toEqual({ folder, left: [] });
  }
  const state = await env.e2e.json<{ pending?: unknown; owed: unknown[] }>(`${root}collect/state.json`);
  expect({ pending: state.pending, owed: state.owed }).toEqual({ pending: undefined, owed: [] });
};

export const expectTarget = async (
  env: LoadEnvironment,
  { mode, name, columns, timeless, runs }: PlayedTable,
): Promise<void> => {
  const delivered: Delivered = { runs, columns, ...(timeless !== undefined && { timeless }) };
  const found = (await readTable(env, name)) ?? [];
  expect({ name, rows: plainRows(columns, targetRows(mode, found, columns, timeless)) }).toEqual({
    name,
    rows: plainRows(columns, expectedRows(mode, delivered)),
  });
  if (mode !== 'soft') return;
  const gone = found.filter((row) => row.get('gone') === 'true').map((row) => row.get('id') ?? '');
  const wanted = goneKeys(delivered);
  // Of a key that was truncated before it was first heard of, nothing needs to be there.
  if (runs.flat().some(({ op }) => op === 'T')) expect(wanted).toEqual(expect.arrayContaining(gone));
  else expect(gone.sort()).toEqual(wanted);
};

const putFile = async (env: LoadEnvironment, { key, content, secondsAgo = 0 }: PlayedFile): Promise<void> => {
  const store = env.e2e.environment.s3.store as { now: () => number; put: LocalStore['put'] };
  const { now } = store;
  store.now = () => now() - secondsAgo * 1000;
  try {
    await store.put(SOURCES, key, Buffer.from(content as Uint8Array));
  } finally {
    store.now = now;
  }
};

/** Cuts into pieces of random sizes, at most so long. */
export const cut = <T>(dice: Dice, items: readonly T[], longest: number): T[][] => {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += pieces.at(-1)?.length ?? 1) {
    pieces.push(items.slice(at, at + 1 + dice.below(longest)));
  }
  return pieces;
};
