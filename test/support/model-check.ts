import { batchesOfRun } from '../../lambdas/extract/write-records';
import type { ModelConfig } from './model-history';
import { byKey, folded, keyOf, type Lake, type LakeRow, liveRows, sha256, sorted } from './model-lake';
import type { ModelSource } from './model-source';

const PRIMARY_KEY = ['id'];

/** What a table's lake is compared with. */
export interface Expectation {
  config: ModelConfig;
  source: ModelSource;
  /** The source's rows that the filter lets pass, and the highest key that the delay does. */
  rows: readonly LakeRow[];
  isYoung: (row: LakeRow) => boolean;
  /** The lake's live batches hold a load of this very run and nothing older. */
  isLoad: boolean;
  /** The last key set. */
  keysBefore?: { identity: string | undefined; rows: readonly LakeRow[] } | undefined;
  runId: string;
}

/** The lake equals the source, minus exactly what `delay` leaves for later, and what nobody looked for when it went. */
export const expectSame = (lake: Lake, expectation: Expectation): void => {
  const { config, rows, isYoung } = expectation;
  const old = rows.filter((row) => !isYoung(row));
  expect(lake.schema.columns.map(({ name }) => name).sort()).toEqual(
    expectation.source.columns.map(({ name }) => name).sort(),
  );
  if (config.primaryKey) expectFolded(lake, old, expectation);
  else expect(sorted(liveRows(lake))).toEqual(sorted(inOrder(lake, old)));
  if (config.detect) expectKeys(lake, expectation);
};

/** Rows with their columns in the order of the files. */
const inOrder = ({ schema }: Lake, rows: readonly LakeRow[]): LakeRow[] =>
  rows.map((row) => Object.fromEntries(schema.columns.map(({ name }) => [name, row[name] ?? null])));

const expectFolded = (lake: Lake, old: readonly LakeRow[], { config, source, rows, isLoad }: Expectation): void => {
  const found = folded(lake, PRIMARY_KEY);
  const wanted = byKey(inOrder(lake, old), PRIMARY_KEY);
  const there = byKey(rows, PRIMARY_KEY);
  const keyOfId = (id: number) => JSON.stringify([config.hashKey ? sha256(String(id)) : String(id)]);
  const mayStay = new Set([...source.left].map(keyOfId));
  const doubled = new Set([...source.doubled].map(keyOfId));
  for (const [key, own] of wanted) {
    if (doubled.has(key)) expect({ key, rows: found.get(key)?.length ?? 0 }).not.toEqual({ key, rows: 0 });
    else expect({ key, rows: found.get(key) }).toEqual({ key, rows: own });
  }
  for (const key of found.keys()) {
    if (wanted.has(key)) continue;
    // A row that is too young may be there as it was when it was older.
    const isAllowed = !isLoad && (there.has(key) || (!config.detect && mayStay.has(key)));
    expect({ key, isAllowed, rows: found.get(key) }).toMatchObject({ key, isAllowed: true });
  }
};

/** The key set holds the keys of now, and the gone keys of the run are those of the last set that are not among them. */
const expectKeys = (lake: Lake, { rows, keysBefore, runId }: Expectation): void => {
  const now = new Set(rows.map((row) => keyOf(row, PRIMARY_KEY)));
  const keySet = (lake.keySet ?? []).map((row) => keyOf(row, PRIMARY_KEY));
  expect(keySet.sort()).toEqual([...now].sort());
  const own = new Set(batchesOfRun(lake.checkpoint, runId).map(({ batchId }) => batchId));
  const gone = lake.batches.filter(({ batch }) => own.has(batch.batchId)).flatMap((batch) => batch.gone);
  // Keys of another filter, or of another spelling, are not gone.
  const comparable = keysBefore?.identity === lake.checkpoint.keySet?.identity ? (keysBefore?.rows ?? []) : [];
  const expected = comparable.map((row) => keyOf(row, PRIMARY_KEY)).filter((key) => !now.has(key));
  expect(gone.map((row) => keyOf(row, PRIMARY_KEY)).sort()).toEqual(expected.sort());
};
