import { isUtf8 } from 'node:buffer';
import type { Column } from '../catalog/relation';
import type { CopyCommand } from '../sql/copy-command';
import { LOAD_ERROR, RowError } from './row-error';

/**
 * Bytes of a field as text for a CHAR or VARCHAR column, with ACCEPTINVCHARS, TRIMBLANKS and TRUNCATECOLUMNS applied.
 * @throws RowError 1204 String length exceeds DDL length, 1220 for characters that the column cannot hold
 */
export function textValue(bytes: string, column: Column, copy: CopyCommand): string {
  let value = decode(bytes, column, copy);
  if (column.type.name === 'varchar' && copy.given.has('TRIMBLANKS')) value = value.replace(/\s+$/, '');
  const limit = column.type.length ?? 1;
  if (Buffer.byteLength(value) <= limit) return value;
  if (!copy.given.has('TRUNCATECOLUMNS')) throw new RowError(LOAD_ERROR.outOfRange, 'String length exceeds DDL length');
  return cut(value, limit);
}

function decode(bytes: string, column: Column, copy: CopyCommand): string {
  if (bytes.includes('\0')) throw new RowError(LOAD_ERROR.utf8, 'Invalid null byte');
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  if (column.type.name === 'bpchar') {
    const bad = hex(/[\x80-\xff]+/.exec(bytes)?.[0] ?? '');
    throw new RowError(
      LOAD_ERROR.utf8,
      `Multibyte character not supported for CHAR (Hint: Try using VARCHAR). Invalid char: ${bad}`,
    );
  }
  const buffer = Buffer.from(bytes, 'latin1');
  if (isUtf8(buffer)) return buffer.toString();
  if (copy.invalidCharacter === undefined) {
    const bad = firstInvalid(bytes);
    throw new RowError(
      LOAD_ERROR.utf8,
      `String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: ${hex(bad.bytes)} (error ${bad.error})`,
    );
  }
  return replaceInvalid(bytes, copy.invalidCharacter);
}

/** A character of UTF-8, by its leading byte's form. */
const CHARACTER = /[^\x80-\xff]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/y;

function characterAt(bytes: string, at: number): string | undefined {
  CHARACTER.lastIndex = at;
  const found = CHARACTER.exec(bytes)?.[0];
  return found !== undefined && isUtf8(Buffer.from(found, 'latin1')) ? found : undefined;
}

/** The guide's numbers: 2 is a sequence that breaks off, 3 a byte that cannot begin one, 4 another fault. */
function firstInvalid(bytes: string): { bytes: string; error: number } {
  let at = 0;
  for (let found = characterAt(bytes, at); found !== undefined; found = characterAt(bytes, at)) at += found.length;
  const lead = bytes.charCodeAt(at);
  if (lead < 0xc2 || lead > 0xf4) return { bytes: bytes[at] as string, error: 3 };
  const width = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const rest = bytes.slice(at, at + width);
  return { bytes: rest, error: /^.[\x80-\xbf]*$/s.test(rest) && rest.length === width ? 4 : 2 };
}

/** Each invalid byte becomes one replacement character, so that the length in bytes stays. */
function replaceInvalid(bytes: string, replacement: string): string {
  let result = '';
  for (let at = 0; at < bytes.length; ) {
    const found = characterAt(bytes, at);
    result += found ?? replacement;
    at += found?.length ?? 1;
  }
  return Buffer.from(result, 'latin1').toString();
}

const hex = (bytes: string): string =>
  Buffer.from(bytes, 'latin1')
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1 ');

/** Cuts at a number of bytes on a character boundary. */
function cut(value: string, limit: number): string {
  const buffer = Buffer.from(value);
  let end = limit;
  while (end > 0 && ((buffer[end] as number) & 0xc0) === 0x80) end--;
  return buffer.subarray(0, end).toString();
}
