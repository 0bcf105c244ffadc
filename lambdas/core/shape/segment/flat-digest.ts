import { hash } from 'node:crypto';
import { LineWriter } from '../line-writer';
import { RawText } from '../raw-text';
import { DELIVERY_FIELDS } from './event-kind';
import { type FlatEvent, isJson, scalarText } from './flat-event';

/** Tells events apart by the values that are left of them: a digest of what is left out could be tried out for it. */
export class FlatDigest {
  private readonly text = new LineWriter();

  /** Hexadecimal SHA-256. Values in another order give another one. */
  of(event: FlatEvent): string {
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
    return hash('sha256', text.bytes.subarray(0, text.length));
  }
}
