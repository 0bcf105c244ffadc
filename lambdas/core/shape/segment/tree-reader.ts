import { JsonReader, MAX_JSON_DEPTH } from '../json/json-reader';
import { newRow } from '../row';
import { RowFault } from '../row-fault';
import { numberText } from './number-text';
import { ExactNumber, type Tree, type TreeObject } from './tree';

const QUOTE = 34;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Reads JSON as a tree without loss, in one pass: the slow and exact way, for what JSON.parse would change. */
export class TreeReader extends JsonReader {
  /** @throws RowFault as JsonReader; for a name that occurs twice in any object; for more than MAX_JSON_DEPTH levels */
  readTree(text: string): Tree {
    this.text = text;
    this.at = 0;
    const tree = this.tree(1);
    if (!Number.isNaN(this.blank())) throw this.fault('text after the end of the value');
    return tree;
  }

  private tree(depth: number): Tree {
    const code = this.blank();
    switch (code) {
      case QUOTE:
        return this.string();
      case OPEN_BRACE:
        return this.object(checkedDepth(depth));
      case OPEN_BRACKET:
        return this.array(checkedDepth(depth));
      case 116:
        this.literal('true');
        return true;
      case 102:
        this.literal('false');
        return false;
      case 110:
        this.literal('null');
        return null;
      default: {
        const from = this.at;
        this.skipNumber();
        return numberOf(this.text.slice(from, this.at));
      }
    }
  }

  private object(depth: number): TreeObject {
    // No names are inherited, so that none has a meaning of its own.
    const members = newRow() as TreeObject;
    this.at++;
    if (this.blank() === CLOSE_BRACE) {
      this.at++;
      return members;
    }
    do {
      if (this.blank() !== QUOTE) throw this.fault('a name in quotes expected');
      const name = this.string();
      if (name in members) throw new RowFault(`the name ${JSON.stringify(name)} occurs twice`);
      if (this.blank() !== COLON) throw this.fault('":" expected after a name');
      this.at++;
      members[name] = this.tree(depth + 1);
    } while (this.more(CLOSE_BRACE));
    return members;
  }

  private array(depth: number): Tree[] {
    const items: Tree[] = [];
    this.at++;
    if (this.blank() === CLOSE_BRACKET) this.at++;
    else
      do items.push(this.tree(depth + 1));
      while (this.more(CLOSE_BRACKET));
    return items;
  }
}

/** @throws RowFault for a level beyond the limit, from 1 */
export const checkedDepth = (depth: number): number => {
  if (depth > MAX_JSON_DEPTH) throw new RowFault(`more than ${MAX_JSON_DEPTH} levels of objects and arrays`);
  return depth;
};

/** The double where it is the same number, else its text. */
const numberOf = (text: string): number | ExactNumber => {
  const held = numberText(text);
  const double = Number(text);
  return String(double) === held ? double : new ExactNumber(text);
};
