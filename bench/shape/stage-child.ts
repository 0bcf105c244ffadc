import { inputs } from './inputs';
import { type Stage, stageOf } from './stages';

/** Seconds. */
export interface Took {
  /** Of all threads, so that other work on the machine makes little difference. */
  processor: number;
  /** From begin to end: gzip works beside what is read, where there is a processor for it. */
  clock: number;
}

/** What one stage of one input takes, as its own process tells it. */
export interface Measured {
  /** The least of all rounds. */
  took: Took;
  /** The same of JSON.parse alone, taking turns with it: the machine may be faster in the next process. */
  parse: Took;
  events: number;
  bytes: number;
}

const [name, stage, count, rounds] = process.argv.slice(2);

const measure = async (): Promise<Measured> => {
  const input = inputs(Number(count)).find((each) => each.name === name);
  if (input === undefined) throw new Error(`no input ${name}`);
  const { size, run } = await stageOf(input, stage as Stage);
  const parse = await stageOf(input, 'floor: JSON.parse');
  const measured: Measured = { took: never, parse: never, ...size };
  for (let round = 0; round < Number(rounds); round++) {
    measured.parse = least(measured.parse, await tookOf(parse.run));
    measured.took = least(measured.took, await tookOf(run));
  }
  return measured;
};

const never: Took = { processor: Number.POSITIVE_INFINITY, clock: Number.POSITIVE_INFINITY };

const least = (a: Took, b: Took): Took => ({
  processor: Math.min(a.processor, b.processor),
  clock: Math.min(a.clock, b.clock),
});

const tookOf = async (run: () => Promise<void> | void): Promise<Took> => {
  const start = process.cpuUsage();
  const began = process.hrtime.bigint();
  await run();
  const clock = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(start);
  return { processor: (user + system) / 1e6, clock };
};

measure().then(
  (measured) => console.log(JSON.stringify(measured)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
