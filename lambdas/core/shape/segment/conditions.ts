import { type Cell, cellValue } from '../cells';
import { RawText } from '../raw-text';
import { type FlatEvent, type FlatValue, isJson } from './flat-event';
import { type Given, type Origin, valueFrom } from './origin';

/** What was asked of an event's values, and the answer, where its columns depend on it. */
export class Conditions {
  private readonly same: { textOrigin: Origin; otherOrigin: Origin; answer: boolean }[] = [];
  private readonly json: { index: number; answer: boolean }[] = [];

  /** Whether a text is what another value says. */
  isSame(text: Cell, textOrigin: Origin, other: Cell, otherOrigin: Origin): boolean {
    const answer = isSameText(text, other);
    this.same.push({ textOrigin, otherOrigin, answer });
    return answer;
  }

  /** Whether a value of the event is JSON. */
  isJson(index: number, value: FlatValue): boolean {
    const answer = isJson(value);
    this.json.push({ index, answer });
    return answer;
  }

  /** Whether all answers are the same of another event with the same layout. */
  hold(flat: FlatEvent, given: readonly Given[]): boolean {
    for (const { index, answer } of this.json) if (isJson(flat.valueAt(index)) !== answer) return false;
    for (const { textOrigin, otherOrigin, answer } of this.same) {
      const text = valueFrom(textOrigin, flat, given);
      if (isSameText(text, valueFrom(otherOrigin, flat, given)) !== answer) return false;
    }
    return true;
  }
}

const isSameText = (text: Cell, other: Cell): boolean => {
  const areRaw = text instanceof RawText && other instanceof RawText;
  if (areRaw && text.end - text.start !== other.end - other.start) return false;
  const read = cellValue(text);
  if (typeof read !== 'string') return false;
  const said = cellValue(other);
  return read === (said !== null && typeof said === 'object' && 'number' in said ? said.number : said);
};
