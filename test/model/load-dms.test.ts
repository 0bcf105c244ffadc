import { gzipSync } from 'node:zlib';
import { assemblyFolder } from '../support/assemblies';
import { Dice } from '../support/change-history';
import { LoadEnvironment } from '../support/load-environment';
import { IS_CAMPAIGN, LOADS_RUNS, LOADS_SEED } from '../support/loads-campaign';
import { csvLine } from '../support/loads-csv';
import type { Mode } from '../support/loads-expected';
import {
  type Cells,
  type ColumnName,
  changesOf,
  type KeyChange,
  type Message,
  NAMES,
  orderText,
  sourceHistory,
  timeAt,
} from '../support/loads-history';
import { parquetOf } from '../support/loads-parquet';
import { cut, type PlayedFile, type PlayedTable, playRun } from '../support/loads-play';

/*
 * Histories as DMS writes them: the full load, then files of changes, which come late, twice and in any order. What comes
 * twice has the same name in another folder: by its name DMS orders the changes.
 */
jest.setTimeout(86_400_000);

let env: LoadEnvironment;
beforeAll(async () => {
  env = await LoadEnvironment.open({ assembly: assemblyFolder('load-model') });
});
afterAll(() => env?.close());

const RUNS = IS_CAMPAIGN ? 3 : 2;
const LENGTH = 20;
const MODES: readonly Mode[] = ['merge', 'soft', 'scd2', 'append'];
const CSV_COLUMNS = ['id', 'v', 'n', 'w', 'flag', 'seen_at'] as const;

const seeds = Array.from({ length: LOADS_RUNS }, (_, i) => LOADS_SEED + i);
const cases = seeds.flatMap((seed) => (['csv', 'parquet'] as const).map((type) => ({ seed, type })));

it.each(cases)('history $seed in $type: after each run the targets equal the model', async ({ seed, type }) => {
  const dice = new Dice(seed + (type === 'csv' ? 0 : 1_000_000));
  const pipeline = type === 'csv' ? 'm-dms' : 'm-dms-parquet';
  const columns = type === 'csv' ? CSV_COLUMNS : NAMES;
  const tables = MODES.filter((_, i) => (seed + i) % 2 === (type === 'csv' ? 0 : 1)).map(
    (mode): PlayedTable => ({ mode, name: `${mode}.${type}_${seed}`, columns, runs: [] }),
  );
  const hands: PlayedFile[][] = Array.from({ length: RUNS }, () => []);
  for (const table of tables) {
    const files = await filesOf(dice, table, type, pipeline);
    for (const [i, file] of files.entries()) {
      const due = Math.floor((i * RUNS) / files.length);
      hands[dice.chance(0.2) ? dice.below(RUNS) : due]?.push(file);
      if (dice.chance(0.2)) hands[dice.below(RUNS)]?.push({ ...file, key: file.key.replace(/([^/]+)$/, 'again/$1') });
    }
  }
  for (const hand of hands) {
    await playRun(env, pipeline, tables, hand);
    await env.clock.sleep(60_000);
  }
});

type Type = 'csv' | 'parquet';

interface Line {
  op?: string;
  cells: Cells;
  at: string;
  change: KeyChange;
}

const filesOf = async (dice: Dice, table: PlayedTable, type: Type, pipeline: string): Promise<PlayedFile[]> => {
  const { columns } = table;
  const messages = sourceHistory(dice, { length: LENGTH, columns, decimals: true });
  const loaded = 6;
  const folder = `${pipeline}/${table.name.replace('.', '/')}`;
  const files: Promise<PlayedFile>[] = [];
  const write = async (name: string, lines: readonly Line[], known: readonly ColumnName[]): Promise<PlayedFile> => {
    const packed = type === 'csv' && dice.chance(0.5);
    const text = lines.map(({ op, cells, at }) => csvLine(cells, known, 'NULL', op === undefined ? [at] : [op, at]));
    return {
      key: `${folder}/${name}.${type}${packed ? '.gz' : ''}`,
      content:
        type === 'parquet'
          ? await parquetOf(
              known,
              lines.map(({ op, cells, at }) => ({ cells, extra: { ...(op !== undefined && { Op: op }), ts: at } })),
            )
          : packed
            ? gzipSync(text.join(''))
            : text.join(''),
      changes: lines.map(({ change }) => [table, change] as const),
    };
  };
  const base = fullLoad(messages.slice(0, loaded));
  for (const [i, lines] of cut(dice, base, 3).entries()) {
    files.push(write(`LOAD0000000${i + 1}`, lines, messages[0]?.columns ?? columns));
  }
  for (const [i, some] of cut(dice, messages.slice(loaded), 4).entries()) {
    const lines = some.flatMap(changeLine);
    files.push(write(`20260102-10${String(i).padStart(2, '0')}00000`, lines, some.at(-1)?.columns ?? columns));
  }
  return Promise.all(files);
};

/** The rows as they were when the full load read them. */
const fullLoad = (messages: readonly Message[]): Line[] => {
  const rows = new Map<string, Cells>();
  for (const change of messages.flatMap(changesOf)) {
    if (change.op === 'U') rows.set(change.id, change.row);
    else rows.delete(change.id);
  }
  const at = timeAt(messages.length);
  return [...rows].map(([id, cells], i) => ({
    cells,
    at,
    change: { order: orderText(0, i), op: 'U', id, row: cells, absent: [], at },
  }));
};

const OPS = { insert: 'I', update: 'U', delete: 'D', rekey: 'U', truncate: '' };

const changeLine = (message: Message): Line[] =>
  changesOf(message).map((change) => ({
    op: OPS[message.kind],
    cells: change.row,
    at: message.at,
    change: { ...change, order: orderText(1, message.seq) },
  }));
