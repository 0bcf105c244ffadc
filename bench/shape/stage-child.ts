import { inputs } from './inputs';
import { type Stage, stageOf } from './stages';

/** What one stage of one input takes, as its own process tells it. */
export interface Measured {
  /** Of the processor, not of the clock, so that other work on the machine makes little difference: the least of all rounds. */
  seconds: number;
  /** The same of JSON.parse alone, taking turns with it: the machine may be faster in the next process. */
  parseSeconds: number;
  events: number;
  bytes: number;
}

const [name, stage, count, rounds] = process.argv.slice(2);

const measure = async (): Promise<Measured> => {
  const input = inputs(Number(count)).find((each) => each.name === name);
  if (input === undefined) throw new Error(`no input ${name}`);
  const { size, run } = await stageOf(input, stage as Stage);
  const parse = await stageOf(input, 'floor: JSON.parse');
  let seconds = Number.POSITIVE_INFINITY;
  let parseSeconds = Number.POSITIVE_INFINITY;
  for (let round = 0; round < Number(rounds); round++) {
    parseSeconds = Math.min(parseSeconds, await secondsOf(parse.run));
    seconds = Math.min(seconds, await secondsOf(run));
  }
  return { seconds, parseSeconds, ...size };
};

const secondsOf = async (run: () => Promise<void> | void): Promise<number> => {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

measure().then(
  (measured) => console.log(JSON.stringify(measured)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
