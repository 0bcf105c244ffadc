import { type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import { typeText } from './catalog/type-oids';
import { rowFunction } from './row-function';

/** Text cut to a number of UTF-8 bytes, never inside a character. */
function cut(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  let end = Math.min(bytes, encoded.length);
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--;
  return encoded.toString('utf8', 0, end);
}

/** As INSERT and COPY do: blanks that are too many go, all else that is too much is an error. */
function fitted(text: string, bytes: number, type: string): string {
  if (Buffer.byteLength(text.replace(/ +$/, '')) > bytes) throw new Error(`value too long for type ${type}`);
  return cut(text, bytes);
}

/** Registers what macros call: `rs_cut` and `rs_fit` for text that is too long, `rs_format_type` for the name of a type. */
export function registerTextFunctions(connection: DuckDBConnection): void {
  connection.registerScalarFunction(
    rowFunction('rs_cut_text', [VARCHAR, INTEGER], VARCHAR, (text, bytes) => cut(text as string, bytes as number)),
  );
  connection.registerScalarFunction(
    rowFunction('rs_type_text', [INTEGER, INTEGER], VARCHAR, (oid, typmod) =>
      typeText(oid as number, typmod as number),
    ),
  );
  connection.registerScalarFunction(
    rowFunction('rs_fit_text', [VARCHAR, INTEGER, VARCHAR], VARCHAR, (text, bytes, type) =>
      fitted(text as string, bytes as number, type as string),
    ),
  );
}
