import type { Row, Value } from '../change';
import type { JsonReader } from '../json/json-reader';
import { jsonText, newRow, scalarText } from '../row';
import { instantOf } from '../time-text';

/** Reads a document of extended JSON, which MongoDB's events hold as text: its members are the columns. @throws RowFault */
export const documentRow = (text: string, reader: JsonReader): Row => {
  const document = reader.readObject(text);
  const row = newRow();
  for (const name of Object.keys(document)) row[name] = plainValue(document[name] as Value, reader);
  return row;
};

/**
 * A value without the wrapping that tells its BSON type, where Redshift has such a type: numbers, dates, object ids. Any
 * other stays as it is.
 */
export const plainValue = (value: Value, reader: JsonReader): Value => {
  const text = jsonText(value);
  if (text === undefined || !/^\{\s*"\$/.test(text)) return value;
  const wrapped = reader.readObject(text);
  const [name = '', ...others] = Object.keys(wrapped);
  const inner = wrapped[name];
  const inside = scalarText(inner);
  if (others.length > 0) return value;
  switch (name) {
    case '$oid':
    case '$uuid':
      return inside ?? value;
    case '$numberLong':
    case '$numberInt':
    case '$numberDecimal':
    case '$numberDouble':
      return inside !== undefined && /^-?\d/.test(inside) ? { number: inside } : value;
    case '$date': {
      const millis = inside ?? scalarText(plainValue(inner ?? null, reader));
      if (millis === undefined || !/^-?\d{1,17}$/.test(millis)) return inside ?? value;
      const instant = instantOf(BigInt(millis), 1_000n);
      return instant === undefined ? value : `${instant}+00`;
    }
    default:
      return value;
  }
};

/** The key of a document: `_id`. The message's key has it as extended JSON by the name `id`. @throws RowFault */
export const documentKey = (key: Row | null, document: Row | undefined, reader: JsonReader): Row | null => {
  const text = scalarText(key?.id);
  const id = text === undefined ? document?._id : plainValue(reader.readValue(text), reader);
  if (id === undefined) return null;
  const row = newRow();
  row._id = id;
  return row;
};
