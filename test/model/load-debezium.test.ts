import { gzipSync } from 'node:zlib';
import { assemblyFolder } from '../support/assemblies';
import { Dice } from '../support/change-history';
import { LoadEnvironment } from '../support/load-environment';
import { IS_CAMPAIGN, LOADS_RUNS, LOADS_SEED } from '../support/loads-campaign';
import { type DebeziumTable, debeziumLines } from '../support/loads-debezium';
import type { Mode } from '../support/loads-expected';
import { changesOf, type Message, NAMES, sourceHistory } from '../support/loads-history';
import { cut, type PlayedFile, type PlayedTable, playRun } from '../support/loads-play';

/*
 * Histories of tables as Debezium tells them, shuffled over files and runs: after each run every target equals its model.
 */
jest.setTimeout(86_400_000);

let env: LoadEnvironment;
beforeAll(async () => {
  env = await LoadEnvironment.open({ assembly: assemblyFolder('load-model') });
});
afterAll(() => env?.close());

const RUNS = 3;
const LENGTH = 24;
const FLAVOURS = ['schema', 'bare', 'flat'] as const;
const MODES: readonly Mode[] = ['merge', 'soft', 'scd2', 'append'];

interface Played extends PlayedTable {
  debezium: DebeziumTable;
  /** What each run gets. */
  hands: Message[][];
}

const seeds = Array.from({ length: LOADS_RUNS }, (_, i) => LOADS_SEED + i);

it.each(seeds)('history %i: after each run the targets equal the model', async (seed) => {
  const dice = new Dice(seed);
  const tables = MODES.filter((_, i) => IS_CAMPAIGN || i !== seed % MODES.length).map((mode, i): Played => {
    const flavour = FLAVOURS[(seed + i) % FLAVOURS.length] ?? 'bare';
    const name = `${flavour}_${seed}`;
    const debezium = {
      schema: mode,
      name,
      flavour,
      keyed: mode !== 'merge',
      textFrom: Math.floor((2 * LENGTH) / 3) + 1,
    };
    const messages = sourceHistory(dice, {
      length: LENGTH,
      mayLack: ['big', 'v'],
      truncates: true,
      rekeys: true,
      decimals: flavour !== 'schema',
    });
    return { mode, name: `${mode}.${name}`, columns: NAMES, runs: [], debezium, hands: deal(dice, messages, RUNS) };
  });
  let files = 0;
  const sent: PlayedFile[] = [];
  for (let run = 0; run < RUNS; run++) {
    const lines = tables.flatMap((table) =>
      (table.hands[run] ?? []).map((message) => ({ table, message, text: debeziumLines(table.debezium, message) })),
    );
    const fresh = cut(dice, dice.chance(0.5) ? dice.shuffled(lines) : lines, 30).map((some): PlayedFile => {
      const packed = dice.chance(0.5);
      const text = some.flatMap((one) => one.text.map((each) => `${each}\n`)).join('');
      return {
        key: `m-cdc/${seed}/${dice.below(100)}-${++files}.json${packed ? '.gz' : ''}`,
        content: packed ? gzipSync(text) : text,
        changes: some.flatMap(({ table, message }) => changesOf(message).map((change) => [table, change] as const)),
      };
    });
    // Files of any run come again under other keys.
    sent.push(...fresh);
    const again = sent
      .filter(() => dice.chance(0.15))
      .map((file) => ({ ...file, key: `m-cdc/${seed}/again-${++files}` }));
    const listed = [...fresh, ...again].map((file) => (dice.chance(0.2) ? { ...file, secondsAgo: 3_600 } : file));
    await playRun(env, 'm-cdc', tables, listed);
    await env.clock.sleep(60_000);
  }
});

/** Deals messages to runs: mostly in order, some late, some twice. */
function deal(dice: Dice, messages: readonly Message[], runs: number): Message[][] {
  const hands: Message[][] = Array.from({ length: runs }, () => []);
  for (const [i, message] of messages.entries()) {
    const due = Math.floor((i * runs) / messages.length);
    hands[dice.chance(0.2) ? dice.below(runs) : due]?.push(message);
    if (dice.chance(0.1)) hands[dice.below(runs)]?.push(message);
  }
  return hands;
}
