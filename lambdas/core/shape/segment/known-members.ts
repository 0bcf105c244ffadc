import type { Pattern } from '../pattern';
import type { Words } from '../words';
import type { Place } from './place';

/** What was seen between two values of an event: the end of one, the names of the next, and what is around them. */
export interface Step {
  between: Pattern;
  /** Objects that it opens. */
  opened: readonly Place[];
  /** Whose value follows. undefined: the event ends. */
  place: Place | undefined;
  /** The ways on from there. */
  next: Steps;
}

/** Ways on from one value that are remembered: names may be anything, and looking among many takes longer than reading. */
const MAX_STEPS = 48;

/** 1 for what a value begins with that is no object. */
const BEGINS_VALUE = Uint8Array.from({ length: 256 }, (_, code) =>
  '"-0123456789tfn['.includes(String.fromCharCode(code)) ? 1 : 0,
);

/** The ways on from one place. */
export class Steps {
  private readonly steps: Step[] = [];

  /**
   * How the bytes go on; undefined where that was not seen before.
   * @param last where the event ends
   */
  match(words: Words, at: number, last: number): Step | undefined {
    const { steps } = this;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as Step;
      if (!goesOn(step, words, at, last)) continue;
      // What is frequent comes first.
      if (i > 0) {
        steps[i] = steps[i - 1] as Step;
        steps[i - 1] = step;
      }
      return step;
    }
    return undefined;
  }

  add(step: Step): void {
    if (this.steps.length < MAX_STEPS) this.steps.push(step);
  }
}

/**
 * The ways that events go on from a value: events of a source have the same names in the same order again and again, and
 * to compare is faster than to read.
 */
export class KnownMembers {
  /** By the place of the value before. */
  private readonly steps: Steps[] = [];

  from(before: Place | undefined): Steps {
    const index = before?.index ?? 0;
    let steps = this.steps[index];
    if (steps === undefined) {
      steps = new Steps();
      this.steps[index] = steps;
    }
    return steps;
  }
}

const goesOn = ({ between, place }: Step, words: Words, at: number, last: number): boolean => {
  if (!between.isAt(words, at)) return false;
  const end = at + between.length;
  return place === undefined ? end === last : BEGINS_VALUE[words.bytes[end] as number] === 1;
};
