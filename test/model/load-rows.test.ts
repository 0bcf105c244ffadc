import { gzipSync } from 'node:zlib';
import { assemblyFolder } from '../support/assemblies';
import { Dice } from '../support/change-history';
import { LoadEnvironment } from '../support/load-environment';
import { IS_CAMPAIGN, LOADS_RUNS, LOADS_SEED } from '../support/loads-campaign';
import { csvLine } from '../support/loads-csv';
import type { Mode } from '../support/loads-expected';
import { type Cells, type ColumnName, type KeyChange, NAMES, orderText, sourceHistory } from '../support/loads-history';
import { parquetOf } from '../support/loads-parquet';
import { cut, type PlayedFile, type PlayedTable, playRun } from '../support/loads-play';

/*
 * Rows without an order of their own: they have that of their files, by the time that S3 gives them. A file that comes
 * again under another key counts as new.
 */
jest.setTimeout(86_400_000);

let env: LoadEnvironment;
beforeAll(async () => {
  env = await LoadEnvironment.open({ assembly: assemblyFolder('load-model') });
});
afterAll(() => env?.close());

const RUNS = IS_CAMPAIGN ? 3 : 2;
const LENGTH = 15;
const MODES: readonly Mode[] = ['merge', 'scd2', 'append', 'replace'];
const TYPES = ['ndjson', 'json', 'csv', 'parquet'] as const;
type Type = (typeof TYPES)[number];

const cases = Array.from({ length: LOADS_RUNS }, (_, i) => LOADS_SEED + i).flatMap((seed) =>
  TYPES.map((type, i) => ({ seed, type, mode: MODES[(seed + i) % MODES.length] as Mode })),
);

it.each(cases)('history $seed of $type by $mode: after each run the target equals the model', async (one) => {
  const { seed, type, mode } = one;
  const dice = new Dice(seed + TYPES.indexOf(type) * 1_000_000);
  const table: PlayedTable = { mode, name: `${mode}.${type}_${seed}`, columns: NAMES, timeless: true, runs: [] };
  const messages = sourceHistory(dice, { length: LENGTH, deletes: false, decimals: true });
  const bodies = cut(dice, messages, 5);
  const hands: number[][] = Array.from({ length: RUNS }, () => []);
  for (const i of bodies.keys()) {
    const due = Math.floor((i * RUNS) / bodies.length);
    hands[dice.chance(0.2) ? dice.below(RUNS) : due]?.push(i);
    if (dice.chance(0.3)) hands[dice.below(RUNS)]?.push(i);
  }
  let files = 0;
  for (const [run, hand] of hands.entries()) {
    const listed: PlayedFile[] = [];
    for (const i of hand) {
      const some = bodies[i] ?? [];
      const packed = type !== 'parquet' && dice.chance(0.5);
      const secondsAgo = dice.chance(0.3) ? dice.below(300) : 0;
      const key = `m-${type}/${mode}/${type}_${seed}/${dice.below(100)}-${++files}${packed ? '.gz' : ''}`;
      const content = await contentOf(
        dice,
        type,
        some.map(({ row }) => row as Cells),
        some.at(-1)?.columns ?? NAMES,
      );
      const written = env.clock.now() - secondsAgo * 1000;
      const changes = some.map(({ row = {}, at }, line): readonly [PlayedTable, KeyChange] => {
        // As objects are ordered: by time, batch and key; then as their rows are.
        const order = `${orderText(written, run)} ${key} ${orderText(line)}`;
        return [table, { order, op: 'U', id: row.id as string, row, absent: [], at }];
      });
      listed.push({ key, content: packed ? gzipSync(content) : content, secondsAgo, changes });
    }
    await playRun(env, `m-${type}`, [table], listed);
    await env.clock.sleep(60_000);
  }
});

const contentOf = async (
  dice: Dice,
  type: Type,
  rows: readonly Cells[],
  columns: readonly ColumnName[],
): Promise<string | Buffer> => {
  switch (type) {
    case 'parquet':
      return parquetOf(
        columns,
        rows.map((cells) => ({ cells })),
      );
    case 'csv': {
      const shuffled = dice.shuffled(columns);
      return [`${shuffled.join(',')}\n`, ...rows.map((cells) => csvLine(cells, shuffled, ''))].join('');
    }
    case 'ndjson':
      return rows.map((cells) => `${jsonRow(dice, cells)}\n`).join('');
    case 'json': {
      const objects = rows.map((cells) => jsonRow(dice, cells));
      return objects.length === 1 && dice.chance(0.5) ? (objects[0] ?? '') : `[\n${objects.join(',\n')}\n]\n`;
    }
  }
};

/** NULL is written, or left out. */
const jsonRow = (dice: Dice, cells: Cells): string => {
  const members = Object.entries(cells).flatMap(([name, cell]) => {
    if (cell === null) return dice.chance(0.5) ? [] : [`"${name}":null`];
    const isBare = name === 'flag' || (['id', 'n', 'w'].includes(name) && /^-?[\d.]+$/.test(cell));
    return [`"${name}":${isBare ? cell : JSON.stringify(cell)}`];
  });
  return `{${members.join(',')}}`;
};
