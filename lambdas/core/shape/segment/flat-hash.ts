import { LineWriter } from '../line-writer';
import { RawText } from '../raw-text';
import { wordsOf } from '../words';
import { ContentHash } from './content-hash';
import { DELIVERY_FIELDS } from './event-kind';
import { type FlatEvent, type FlatValue, isJson, isText, scalarText } from './flat-event';
import type { Place } from './place';

/** The hash of a place's names; null where its values do not count. */
type Mark = ContentHash | null;

/** Tells texts from numbers and booleans, and those from arrays. */
const [TEXT, SCALAR, ARRAY] = [1, 2, 3];

/**
 * Tells events apart by the values that are left of them: values could be tried out for a hash of what is
 * left out.
 */
export class FlatHash {
  private readonly text = new LineWriter();
  private readonly hash = new ContentHash();
  /** By the numbers of their places. */
  private readonly marks: (Mark | undefined)[] = [];

  /** Holds until the next one. Values in another order give another one. */
  of(event: FlatEvent): ContentHash {
    const { hash } = this;
    hash.begin();
    for (let i = 0; i < event.count; i++) {
      const mark = this.markOf(event.placeAt(i));
      if (mark === null) continue;
      hash.mix(mark.high, mark.low);
      this.take(event.valueAt(i));
    }
    hash.finish();
    return hash;
  }

  private take(value: FlatValue): void {
    const { hash, text } = this;
    hash.mix(isText(value) ? TEXT : isJson(value) ? ARRAY : SCALAR, 0);
    if (value instanceof RawText) {
      hash.take(value);
      return;
    }
    text.cut();
    text.text(isJson(value) ? value.json : (scalarText(value) as string));
    hash.take({ words: text.words, start: 0, end: text.length });
  }

  private markOf(place: Place): Mark {
    let mark = this.marks[place.index];
    if (mark === undefined) {
      mark = DELIVERY_FIELDS.has(place.top) ? null : namesHash(place);
      this.marks[place.index] = mark;
    }
    return mark;
  }
}

const namesHash = ({ identity }: Place): ContentHash => {
  const words = wordsOf(identity);
  return new ContentHash().of({ words, start: 0, end: words.bytes.length });
};
