import type { Column } from '../catalog/relation';
import type { CopyCommand } from '../sql/copy-command';
import { booleanValue, decimalValue, floatValue, integerValue } from './number-value';
import type { Field } from './record';
import { LOAD_ERROR, RowError } from './row-error';
import { superValue } from './super-value';
import { textValue } from './text-value';
import { clockValue, dateValue, timestampValue } from './time-value';

const isText = (column: Column): boolean => column.type.name === 'varchar' || column.type.name === 'bpchar';

/**
 * A field as text that DuckDB casts to the column's type; null for NULL.
 * @throws RowError without its column
 */
export function convertField({ bytes, json }: Field, column: Column, copy: CopyCommand): string | null {
  const value =
    bytes === null || isMissing(bytes, column, copy) ? undefined : convert(bytes, json === true, column, copy);
  if (value !== undefined) return value;
  if (column.notNull && !column.identity) throw new RowError(LOAD_ERROR.notNull, 'Missing data for not-null field');
  return null;
}

/** Empty and blank fields are NULL in columns other than text, and in text when the options say so. */
function isMissing(bytes: string, column: Column, copy: CopyCommand): boolean {
  if (column.type.name === 'super') return false;
  if (!isText(column)) return bytes.trim() === '';
  if (bytes === '') return copy.given.has('EMPTYASNULL');
  return copy.given.has('BLANKSASNULL') && /^\s*$/.test(bytes);
}

function convert(bytes: string, json: boolean, column: Column, copy: CopyCommand): string | undefined {
  switch (column.type.name) {
    case 'int2':
    case 'int4':
    case 'int8':
      return integerValue(bytes, column);
    case 'numeric':
      return decimalValue(bytes, column, copy);
    case 'float4':
    case 'float8':
      return floatValue(bytes);
    case 'bool':
      return booleanValue(bytes);
    case 'date':
      return dateValue(bytes, copy);
    case 'timestamp':
    case 'timestamptz':
      return timestampValue(bytes, column, copy);
    case 'time':
    case 'timetz':
      return clockValue(bytes, column);
    case 'varbyte':
      return hexValue(bytes.trim(), column);
    case 'super':
      return superValue(bytes, json);
    default:
      return textValue(bytes, column, copy);
  }
}

function hexValue(text: string, column: Column): string {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text))
    throw new RowError(LOAD_ERROR.digit, 'Invalid hexadecimal value for VARBYTE');
  if (text.length / 2 > (column.type.length ?? 64_000)) {
    throw new RowError(LOAD_ERROR.outOfRange, 'Varbyte length exceeds DDL length');
  }
  return text;
}
