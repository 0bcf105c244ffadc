import { isWellFormed } from '../../parquet/well-formed';
import type { Row, Value } from '../change';
import { newRow } from '../row';
import { RowFault } from '../row-fault';

/** Levels of objects and arrays in one record; deeper ones are refused before they can exhaust the stack. */
export const MAX_JSON_DEPTH = 512;

const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/**
 * Reads JSON objects without loss: numbers keep their text (JSON.parse would round them), and objects and arrays inside
 * stay text, checked, to be opened by another read where they matter. RFC 8259 to the letter.
 *
 * A reader is kept for many records: of each kind it expects the names of the last one, in their order.
 */
export class JsonReader {
  protected text = '';
  protected at = 0;
  private names: string[] = [];
  private readonly kinds = new Map<string, string[]>();

  /**
   * Reads a text that is one object.
   * @param kind objects of a kind mostly have the same names
   * @throws RowFault for any other text, a name that occurs twice in the object, NUL, and lone surrogates
   */
  readObject(text: string, kind = ''): Row {
    this.text = text;
    this.at = 0;
    this.expect(kind);
    if (this.blank() !== OPEN_BRACE) {
      this.skipValue(0);
      throw new RowFault('a JSON value that is no object');
    }
    const row = this.members();
    if (!Number.isNaN(this.blank())) throw this.fault('text after the end of the object');
    return row;
  }

  /** Reads a text that is any one value. @throws RowFault */
  readValue(text: string): Value {
    this.text = text;
    this.at = 0;
    const value = this.value();
    if (!Number.isNaN(this.blank())) throw this.fault('text after the end of the value');
    return value;
  }

  /** Reads a text that is one array. @throws RowFault for any other text */
  readArray(text: string): Value[] {
    this.text = text;
    this.at = 0;
    if (this.blank() !== OPEN_BRACKET) throw new RowFault('a JSON value that is no array');
    this.at++;
    const values: Value[] = [];
    if (this.blank() === CLOSE_BRACKET) this.at++;
    else
      do values.push(this.value());
      while (this.more(CLOSE_BRACKET));
    if (!Number.isNaN(this.blank())) throw this.fault('text after the end of the array');
    return values;
  }

  private expect(kind: string): void {
    let names = this.kinds.get(kind);
    if (names === undefined) {
      names = [];
      this.kinds.set(kind, names);
    }
    this.names = names;
  }

  private members(): Row {
    const row = newRow();
    this.at++;
    if (this.blank() === CLOSE_BRACE) {
      this.at++;
      return row;
    }
    let index = 0;
    do {
      const name = this.name(index++);
      // Which of the two is meant, nobody can tell.
      if (name in row) throw new RowFault(`the name ${JSON.stringify(name)} occurs twice`);
      if (this.blank() !== COLON) throw this.fault('":" expected after a name');
      this.at++;
      row[name] = this.value();
    } while (this.more(CLOSE_BRACE));
    return row;
  }

  /** The next record mostly has the last one's names in its order: the same string object saves a new one. */
  private name(index: number): string {
    if (this.blank() !== QUOTE) throw this.fault('a name in quotes expected');
    const expected = this.names[index];
    if (expected !== undefined && this.text.startsWith(expected, this.at + 1)) {
      const end = this.at + 1 + expected.length;
      if (this.text.charCodeAt(end) === QUOTE) {
        this.at = end + 1;
        return expected;
      }
    }
    const start = this.at;
    const escaped = this.skipQuoted();
    const name = escaped ? this.unescaped(start) : this.text.slice(start + 1, this.at - 1);
    // A name that was escaped does not stand in the text as it reads.
    this.names[index] = escaped ? '' : name;
    return name;
  }

  private value(): Value {
    const code = this.blank();
    const { text, at } = this;
    switch (code) {
      case QUOTE:
        return this.string();
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.skipValue(1);
        return { json: onOneLine(text.slice(at, this.at)) };
      case 116:
        this.literal('true');
        return true;
      case 102:
        this.literal('false');
        return false;
      case 110:
        this.literal('null');
        return null;
      default:
        this.skipNumber();
        return { number: text.slice(at, this.at) };
    }
  }

  /** Checks a value and goes to its end. */
  private skipValue(depth: number): void {
    const code = this.blank();
    if (code === QUOTE) this.skipString();
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) this.skipContainer(code === OPEN_BRACE, depth + 1);
    else if (code === 116) this.literal('true');
    else if (code === 102) this.literal('false');
    else if (code === 110) this.literal('null');
    else this.skipNumber();
  }

  private skipContainer(isObject: boolean, depth: number): void {
    if (depth > MAX_JSON_DEPTH) throw new RowFault(`more than ${MAX_JSON_DEPTH} levels of objects and arrays`);
    const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
    this.at++;
    if (this.blank() === close) {
      this.at++;
      return;
    }
    do {
      if (isObject) {
        if (this.blank() !== QUOTE) throw this.fault('a name in quotes expected');
        this.skipString();
        if (this.blank() !== COLON) throw this.fault('":" expected after a name');
        this.at++;
      }
      this.skipValue(depth);
    } while (this.more(close));
  }

  /** Takes the comma (true) or the closing bracket (false). */
  protected more(close: number): boolean {
    const code = this.blank();
    if (code !== COMMA && code !== close) throw this.fault(`"," or "${String.fromCharCode(close)}" expected`);
    this.at++;
    return code === COMMA;
  }

  /** Passes blanks; the code of what follows, NaN at the end. */
  protected blank(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code;
      this.at++;
    }
  }

  protected string(): string {
    const start = this.at;
    const escaped = this.skipQuoted();
    return escaped ? this.unescaped(start) : this.text.slice(start + 1, this.at - 1);
  }

  private skipString(): void {
    const start = this.at;
    if (this.skipQuoted()) this.unescaped(start);
  }

  /** Goes behind the closing quote; whether there are escapes, which are still to be checked. */
  private skipQuoted(): boolean {
    const { text } = this;
    let escaped = false;
    for (let i = this.at + 1; ; i++) {
      const code = text.charCodeAt(i);
      if (code === QUOTE) {
        this.at = i + 1;
        return escaped;
      }
      if (code === BACKSLASH) {
        escaped = true;
        i++;
      } else if (!(code >= 32)) {
        this.at = i;
        if (code === 0) throw new RowFault(NUL_REASON);
        throw this.fault(Number.isNaN(code) ? 'a string without an end' : 'a control character in a string');
      }
    }
  }

  private unescaped(start: number): string {
    let text: string;
    try {
      text = JSON.parse(this.text.slice(start, this.at)) as string;
    } catch {
      throw this.fault('an unknown escape in a string');
    }
    if (text.includes('\0')) throw new RowFault(NUL_REASON);
    if (!isWellFormed(text)) throw new RowFault('text that is not Unicode (a lone surrogate)');
    return text;
  }

  protected literal(word: string): void {
    if (!this.text.startsWith(word, this.at)) throw this.fault('a value expected');
    this.at += word.length;
  }

  protected skipNumber(): void {
    const { text } = this;
    const start = this.at;
    let at = text.charCodeAt(start) === MINUS ? start + 1 : start;
    const first = text.charCodeAt(at);
    if (!isDigit(first)) throw this.noNumber(at);
    at = first === ZERO ? at + 1 : digitsEnd(text, at);
    if (text.charCodeAt(at) === POINT) at = this.digits(at + 1);
    if ((text.charCodeAt(at) | 32) === 101) {
      const sign = text.charCodeAt(at + 1);
      at = this.digits(sign === MINUS || sign === 43 ? at + 2 : at + 1);
    }
    this.at = at;
  }

  /** At least one digit from here on; their end. */
  private digits(from: number): number {
    if (!isDigit(this.text.charCodeAt(from))) throw this.fault('a digit expected');
    return digitsEnd(this.text, from);
  }

  private noNumber(at: number): RowFault {
    const rest = this.text.slice(at, at + 8);
    if (rest.startsWith('NaN') || rest === 'Infinity') return new RowFault('NaN or Infinity, which JSON does not have');
    if (this.text.charCodeAt(at) === 0) return new RowFault(NUL_REASON);
    return this.fault(at >= this.text.length ? 'the record ends too early' : 'a value expected');
  }

  protected fault(what: string): RowFault {
    return new RowFault(`no JSON: ${what} at character ${this.at + 1}`);
  }
}

const NUL_REASON = 'a NUL character, which Redshift cannot hold';

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

const digitsEnd = (text: string, from: number): number => {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
};

/** Line ends stand between values only: a staged row is one line. */
const onOneLine = (json: string): string =>
  json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json;
