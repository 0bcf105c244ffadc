import { LineWriter } from '../line-writer';
import { RawText } from '../raw-text';
import { ContentHash } from './content-hash';
import { DELIVERY_FIELDS } from './event-kind';
import { type FlatEvent, isJson, scalarText } from './flat-event';

/** Tells events apart by the values that are left of them: values could be tried out for a hash of what is left out. */
export class FlatHash {
  private readonly text = new LineWriter();
  private readonly hash = new ContentHash();

  /** Values in another order give another one. */
  of(event: FlatEvent): ContentHash {
    const { text } = this;
    text.cut();
    for (let i = 0; i < event.count; i++) {
      const place = event.placeAt(i);
      if (DELIVERY_FIELDS.has(place.top)) continue;
      const value = event.valueAt(i);
      text.text(place.identity);
      if (value instanceof RawText) {
        text.text('\0"');
        text.copy(value.words, value.start, value.end);
      } else if (typeof value === 'string') text.text(`\0"${value}`);
      else text.text(`\0${isJson(value) ? value.json : scalarText(value)}`);
      text.text('\0');
    }
    return this.hash.of({ words: text.words, start: 0, end: text.length });
  }
}
