import { follow, type JsonPath } from './json-paths';
import { JsonFault, type JsonValue, jsonText, scanJson, skipBlanks } from './json-scanner';
import { type Field, type FileRecord, MAX_ROW_BYTES } from './record';
import { LOAD_ERROR, RowError } from './row-error';

/** How a JSON document becomes a row. Names are those of the target columns. */
export type JsonMapping =
  | { k: 'auto'; names: readonly string[]; ignoreCase: boolean }
  | { k: 'paths'; paths: readonly JsonPath[] }
  | { k: 'noshred' };

/** Reads documents that follow one another, with or without line feeds between them. */
export function* jsonRecords(text: string, mapping: JsonMapping): Generator<FileRecord> {
  let at = skipBlanks(text, 0);
  let line = 1;
  let counted = 0;
  while (at < text.length) {
    for (; counted < at; counted++) if (text[counted] === '\n') line++;
    const start = at;
    try {
      const root = scanJson(text, at);
      at = root.end;
      const raw = text.slice(start, at);
      if (raw.length > MAX_ROW_BYTES) throw new RowError(LOAD_ERROR.line, 'JSON object exceeds the limit of 4 MB');
      yield { line, raw, fields: shred(text, root, mapping) };
    } catch (error) {
      if (!(error instanceof RowError || error instanceof JsonFault)) throw error;
      if (error instanceof JsonFault) at = lineEnd(text, error.at);
      const fault = error instanceof JsonFault ? new RowError(LOAD_ERROR.line, error.message) : error;
      yield { line, raw: text.slice(start, at), fields: fault };
    }
    at = skipBlanks(text, at);
  }
}

/** After malformed JSON, reading goes on at the next line. */
function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

function shred(text: string, root: JsonValue, mapping: JsonMapping): Field[] {
  if (mapping.k === 'noshred') return [fieldOf(text, root)];
  if (mapping.k === 'paths') return mapping.paths.map((path) => fieldOf(text, follow(root, path)));
  if (root.kind !== 'object') throw new RowError(LOAD_ERROR.line, 'Invalid JSONPath format: Member is not an object.');
  const members = new Map<string, JsonValue>();
  for (const [key, value] of root.members ?? []) {
    const name = Buffer.from(key, 'latin1').toString();
    members.set(mapping.ignoreCase ? name.toLowerCase() : name, value);
  }
  return mapping.names.map((name) => fieldOf(text, members.get(mapping.ignoreCase ? name.toLowerCase() : name)));
}

/** A missing member and JSON's null are NULL; objects and arrays go into text columns as they are written. */
function fieldOf(text: string, value: JsonValue | undefined): Field {
  if (!value || value.kind === 'null') return { bytes: null };
  const bytes = jsonText(text, value);
  return value.kind === 'string' ? { bytes } : { bytes, json: true };
}
