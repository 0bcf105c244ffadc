import { count, size } from '../progress-view';
import type { Warehouse } from '../redshift/warehouse';
import type { Instalment } from './inventory/inventory-objects';
import type { ShopSize } from './inventory/shop-history';
import { writeInventoryLog } from './inventory/write-inventory-log';
import { type DemoRun, runPipeline, type Stage } from './run-pipeline';
import { changeDemo } from './seed';
import type { Stopwatch } from './stopwatch';
import { DEMO_SIZE, type WebSize } from './web/web-objects';
import { writeWebEvents } from './web/write-web-events';

/** The parts of the demo. Without any of them named, all are played. */
export const PARTS = ['extract', 'load', 'web'] as const;
export type Part = (typeof PARTS)[number];

/** The parts that need the tables of the local warehouse. */
export const needsTables = (parts: ReadonlySet<Part>): boolean => parts.has('extract') || parts.has('load');

/** What `load` alone has the extract pipeline read, so that there is something to replicate. */
const LITTLE = { tables: ['travel.*', 'nature.*'] };

/** How the demo is played. */
export interface Play {
  parts: ReadonlySet<Part>;
  /** Measures what is done. */
  stopwatch: Stopwatch;
  /** How much there is of the shop whose changes are loaded. */
  shop?: ShopSize;
  /** How many events there are of the shop's site. */
  web?: WebSize;
  /** Looks at what a run has left, before the next thing is done. */
  afterRun?: (run: DemoRun, nth: Instalment) => Promise<void>;
}

/**
 * Plays the demo: `lake` extracts, `replica` loads what it has extracted, `inventory` loads the changes of a shop, `web`
 * the clickstream of its site; the sources change; and all of them run once more.
 *
 * @returns the runs in their order; where one failed, it is the last
 */
export const playDemo = async (stage: Stage, play: Play): Promise<DemoRun[]> => {
  const { stopwatch, afterRun } = play;
  const runs: DemoRun[] = [];
  for (const { what, nth, play: perform } of scenes(stage, play)) {
    const run = await stopwatch.time(what, perform);
    if (run === undefined) continue;
    runs.push(run);
    if (!run.hasSucceeded) break;
    await afterRun?.(run, nth);
  }
  return runs;
};

interface Scene {
  what: string;
  nth: Instalment;
  play: () => Promise<DemoRun | undefined>;
}

const scenes = (stage: Stage, { parts, shop: shopSize, web = DEMO_SIZE }: Play): Scene[] => {
  const loads = (nth: Instalment): Scene[] => [
    run(stage, 'replica', nth),
    shop(stage, nth, shopSize),
    run(stage, 'inventory', nth),
  ];
  const round = (nth: Instalment): Scene[] => [
    ...(needsTables(parts) ? [run(stage, 'lake', nth, parts.has('extract') ? {} : LITTLE)] : []),
    ...(parts.has('load') ? loads(nth) : []),
    ...(parts.has('web') ? clicks(stage, nth, web) : []),
  ];
  return [...round(1), ...(needsTables(parts) ? [changes(stage)] : []), ...round(2)];
};

const run = (stage: Stage, pipeline: string, nth: Instalment, input: object = {}): Scene => {
  const what = `${nth === 1 ? 'First' : 'Second'} run of ${pipeline}`;
  return {
    what,
    nth,
    play: () => {
      stage.out.write(`${what}\n`);
      return runPipeline(stage, pipeline, input);
    },
  };
};

const changes = ({ environment, out }: Stage): Scene => ({
  what: 'Changing the source',
  nth: 2,
  play: async () => {
    out.write('Changing the source\n');
    await changeDemo(environment.engine as Warehouse, (what) => out.write(`  ${what}\n`));
    return undefined;
  },
});

const shop = ({ environment, out }: Stage, nth: Instalment, shopSize?: ShopSize): Scene => ({
  what: `Writing the shop's log, part ${nth}`,
  nth,
  play: async () => {
    const { bucket, prefix, objects, events, bytes } = await writeInventoryLog(environment.s3, nth, { size: shopSize });
    const log = `${count(events)} events in ${count(objects)} objects, ${size(bytes)}`;
    out.write(`Debezium writes down what happens in a shop, to s3://${bucket}/${prefix}: ${log}\n`);
    return undefined;
  },
});

/** The clickstream is written, and then loaded. */
const clicks = (stage: Stage, nth: Instalment, web: WebSize): Scene[] => {
  const { environment, out, clock } = stage;
  const load = run(stage, 'web', nth);
  let written = 0;
  return [
    {
      what: `Writing the site's clickstream, part ${nth}`,
      nth,
      play: async () => {
        const { bucket, prefix, objects, events, bytes } = await writeWebEvents(environment.s3, nth, web);
        const stream = `${count(events)} events in ${count(objects)} objects, ${size(bytes)}`;
        out.write(`A collector writes down what visitors do on the site, to s3://${bucket}/${prefix}: ${stream}\n`);
        written = events;
        return undefined;
      },
    },
    {
      ...load,
      play: async () => {
        const startedAt = clock.now();
        const ended = await load.play();
        const seconds = (clock.now() - startedAt) / 1000;
        const rate = Math.round(written / Math.max(seconds, 0.001));
        out.write(`${count(written)} events in ${seconds.toFixed(1)} s: ${count(rate)} a second\n`);
        return ended;
      },
    },
  ];
};
