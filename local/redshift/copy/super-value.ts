import { isUtf8 } from 'node:buffer';
import { type JsonValue, jsonText, scanJson } from './json-scanner';
import { LOAD_ERROR, RowError } from './row-error';

const MAX_STRING_BYTES = 65_535;

/** JSON text for a SUPER column; a string of the file becomes a JSON string. @throws RowError 1224, 1220 */
export function superValue(bytes: string, json: boolean): string {
  const buffer = Buffer.from(bytes, 'latin1');
  if (!isUtf8(buffer)) throw new RowError(LOAD_ERROR.utf8, 'String contains invalid or unsupported UTF8 codepoints.');
  if (bytes.includes('\0')) throw new RowError(LOAD_ERROR.utf8, 'Invalid null byte');
  if (json) {
    checkStrings(bytes, scanJson(bytes, 0));
    return buffer.toString();
  }
  checkLength(bytes);
  return JSON.stringify(buffer.toString());
}

function checkStrings(text: string, value: JsonValue): void {
  if (value.kind === 'string') checkLength(jsonText(text, value));
  for (const [, member] of value.members ?? []) checkStrings(text, member);
}

function checkLength(bytes: string): void {
  if (bytes.length > MAX_STRING_BYTES) {
    throw new RowError(LOAD_ERROR.superValue, `String value exceeds the max size of ${MAX_STRING_BYTES} bytes`);
  }
}
