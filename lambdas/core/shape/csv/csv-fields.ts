import { RowFault } from '../row-fault';

/** How a CSV file is written. */
export interface CsvFormat {
  /** One character. */
  delimiter: string;
  /** What an unquoted field says for NULL. A quoted field is never NULL. */
  nullText: string;
}

export const defaultCsvFormat: CsvFormat = { delimiter: ',', nullText: '' };

/**
 * The fields of one record (RFC 4180), without its line end. A quote within an unquoted field stands for itself.
 * @throws RowFault for text behind a closing quote, and a quoted field without an end
 */
export const csvFields = (text: string, { delimiter, nullText }: CsvFormat): (string | null)[] => {
  const orNull = (field: string) => (field === nullText ? null : field);
  if (!text.includes('"')) return text.split(delimiter).map(orNull);
  const fields: (string | null)[] = [];
  for (let at = 0; ; ) {
    if (text[at] === '"') {
      const end = closingQuote(text, at);
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (at === text.length) return fields;
      if (text[at] !== delimiter) throw new RowFault(`field ${fields.length}: text behind the closing quote`);
    } else {
      const found = text.indexOf(delimiter, at);
      const end = found < 0 ? text.length : found;
      fields.push(orNull(text.slice(at, end)));
      at = end;
      if (at === text.length) return fields;
    }
    at++;
  }
};

const closingQuote = (text: string, start: number): number => {
  let at = text.indexOf('"', start + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  if (at < 0) throw new RowFault('a quoted field without an end');
  return at;
};
