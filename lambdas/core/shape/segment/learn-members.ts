import { Pattern } from '../pattern';
import type { Words } from '../words';
import { MAX_LEVELS } from './flatten';
import type { KnownMembers } from './known-members';
import type { Place, Places } from './place';

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Fields that decide what an event is: an object in the place of one is for the exact way, also an empty one. */
const DECISIVE: ReadonlySet<string> = new Set(['type', 'event', 'messageId']);

/** Names that an object of JavaScript has before all others: values would come in another order than the exact way gives. */
const INDEX = /^(?:0|[1-9]\d{0,9})$/;

/**
 * Takes in how the members of an event follow one another. Nothing is taken in behind a name with escapes or of a number, or
 * beyond the levels that become columns: such events go the exact way.
 *
 * @param words JSON that is known to be without a fault
 */
export const learnMembers = (words: Words, places: Places, members: KnownMembers): void => {
  new Walk(words, places, members).event();
};

/** One walk through one event. */
class Walk {
  private at = 0;
  /** Where the last value ended. */
  private from = 0;
  private before: Place;
  private opened: Place[] = [];

  private readonly bytes: Buffer;

  constructor(
    private readonly words: Words,
    private readonly places: Places,
    private readonly members: KnownMembers,
  ) {
    this.bytes = words.bytes;
    this.before = places.event;
  }

  event(): void {
    this.blanks();
    if (!this.object(this.places.event)) return;
    this.at = this.bytes.length;
    this.step(undefined);
  }

  /** Whether it was walked through. */
  private object(place: Place): boolean {
    this.at++;
    this.blanks();
    if (this.bytes[this.at] === CLOSE_BRACE) {
      this.at++;
      return true;
    }
    do {
      this.blanks();
      const start = this.at + 1;
      this.string();
      const name = this.bytes.toString('utf8', start, this.at - 1);
      if (name.includes('\\') || INDEX.test(name)) return false;
      this.blanks();
      this.at++;
      this.blanks();
      if (!this.member(this.places.child(place, name))) return false;
      this.blanks();
    } while (this.bytes[this.at++] === COMMA);
    return true;
  }

  private member(place: Place): boolean {
    if (this.bytes[this.at] === OPEN_BRACE) {
      if (place.depth >= MAX_LEVELS || (place.depth === 1 && DECISIVE.has(place.name))) return false;
      this.opened.push(place);
      return this.object(place);
    }
    this.step(place);
    this.value();
    this.from = this.at;
    return true;
  }

  /** Takes in the way from the last value to the one that begins here. */
  private step(place: Place | undefined): void {
    const { words, before, from, at, opened } = this;
    if (place !== undefined) this.before = place;
    this.opened = [];
    const steps = this.members.from(before);
    if (steps.match(words, from, this.bytes.length) !== undefined) return;
    // A copy: the bytes of the object are to go.
    const between = new Pattern(Uint8Array.from(this.bytes.subarray(from, at)));
    steps.add({ between, opened, place, next: this.members.from(place) });
  }

  /** Passes a value that is no object. */
  private value(): void {
    const code = this.bytes[this.at];
    if (code === QUOTE) this.string();
    else if (code === OPEN_BRACKET) this.array();
    else while (!isBehindScalar(this.bytes[this.at])) this.at++;
  }

  private array(): void {
    let depth = 0;
    do {
      const code = this.bytes[this.at];
      if (code === QUOTE) {
        this.string();
        continue;
      }
      if (code === OPEN_BRACKET) depth++;
      if (code === CLOSE_BRACKET) depth--;
      this.at++;
    } while (depth > 0);
  }

  private string(): void {
    this.at++;
    while (this.bytes[this.at] !== QUOTE) this.at += this.bytes[this.at] === BACKSLASH ? 2 : 1;
    this.at++;
  }

  private blanks(): void {
    while (isBlank(this.bytes[this.at])) this.at++;
  }
}

const isBlank = (code: number | undefined): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** Also the end of the bytes, so that no walk goes on without one. */
const isBehindScalar = (code: number | undefined): boolean =>
  code === undefined || code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || isBlank(code);
