import type { Change, ChangeOp } from './change';
import { LineWriter } from './line-writer';
import { type Words, wordsOf } from './words';

/**
 * Writes the columns of the product, and the end of the line. Operations, positions and times hold nothing that JSON would
 * escape.
 */
export class OwnColumns {
  /** Those of the last line but its number: of a row that goes to two tables they are the same. */
  private readonly same = new LineWriter(256);
  private last: { op: ChangeOp; raw: Change['raw'] | undefined } = { op: 'T', raw: undefined };

  /** @param absent names of absent columns, as they are staged */
  put(change: Change, absent: string, seq: bigint | number, to: LineWriter): void {
    const { op, raw } = change;
    if (raw === undefined || raw !== this.last.raw || op !== this.last.op) {
      this.last = { op, raw };
      this.begin(change);
    }
    to.copyLine(this.same);
    to.text(String(seq));
    if (absent === '') to.copy(END);
    else to.text(`","shuttle_absent":${JSON.stringify(absent)}}\n`);
  }

  private begin(change: Change): void {
    const { same } = this;
    same.cut();
    same.copy(BEFORE_POS[change.op]);
    if (change.raw !== undefined) {
      const { pos, at } = change.raw;
      same.copy(pos.words, pos.start, pos.end);
      same.copy(BEFORE_AT);
      same.copy(at.words, at.start, at.end);
    } else {
      same.text(change.pos);
      if (change.at !== null) {
        same.copy(BEFORE_AT);
        same.text(change.at);
      }
    }
    same.copy(BEFORE_SEQ);
  }
}

const beforePos = (op: ChangeOp): Words => wordsOf(`"shuttle_op":"${op}","shuttle_pos":"`);
const BEFORE_POS: Readonly<Record<ChangeOp, Words>> = { U: beforePos('U'), D: beforePos('D'), T: beforePos('T') };
const BEFORE_AT = wordsOf('","shuttle_at":"');
const BEFORE_SEQ = wordsOf('","shuttle_seq":"');
const END = wordsOf('"}\n');
