import type { Column } from '../catalog/relation';
import type { CopyCommand } from '../sql/copy-command';
import { LOAD_ERROR, RowError } from './row-error';

const INTEGERS: Record<string, [name: string, bits: number]> = {
  int2: ['Short', 16],
  int4: ['Integer', 32],
  int8: ['Long', 64],
};

/** @throws RowError 1207 Invalid digit, 1222 beyond the type's range */
export function integerValue(text: string, column: Column): string {
  const [name, bits] = INTEGERS[column.type.name] as [string, number];
  const digits = checkDigits(text.trim(), /^[+-]?[0-9]+/, name);
  const value = BigInt(digits.replace(/^\+/, ''));
  if (BigInt.asIntN(bits, value) !== value) {
    const bound = 1n << BigInt(bits - 1);
    throw new RowError(LOAD_ERROR.overflow, `Overflow (${name} valid range ${-bound} to ${bound - 1n})`);
  }
  return String(value);
}

/** Cuts digits behind the scale, or rounds half away from zero with ROUNDEC. No exponents. */
export function decimalValue(text: string, column: Column, copy: CopyCommand): string {
  const { precision = 18, scale = 0 } = column.type;
  const digits = checkDigits(text.trim(), /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)/, 'Decimal');
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)([0-9]*)\.?([0-9]*)$/.exec(digits) ?? [];
  let unscaled = BigInt(`0${whole}${fraction.slice(0, scale).padEnd(scale, '0')}`);
  if (copy.given.has('ROUNDEC') && (fraction[scale] ?? '0') >= '5') unscaled += 1n;
  if (String(unscaled).length > precision) {
    throw new RowError(LOAD_ERROR.outOfRange, `Overflow for NUMERIC(${precision},${scale})`);
  }
  const padded = String(unscaled).padStart(scale + 1, '0');
  const point = padded.length - scale;
  return `${sign === '-' ? '-' : ''}${padded.slice(0, point)}${scale > 0 ? `.${padded.slice(point)}` : ''}`;
}

const FLOAT = /^[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf(?:inity)?|nan)$/i;

export function floatValue(text: string): string {
  const value = text.trim();
  if (!FLOAT.test(value)) throw new RowError(LOAD_ERROR.float, 'Invalid float format or value');
  return value;
}

const BOOLEANS = new Map<string, string>([
  ...['true', 't', 'yes', 'y', '1'].map((word) => [word, 'true'] as const),
  ...['false', 'f', 'no', 'n', '0'].map((word) => [word, 'false'] as const),
]);

export function booleanValue(text: string): string {
  const value = BOOLEANS.get(text.trim().toLowerCase());
  if (value === undefined) throw new RowError(LOAD_ERROR.boolean, 'Unknown boolean format');
  return value;
}

/** The text when all of it is what `pattern` allows from its start. */
function checkDigits(text: string, pattern: RegExp, type: string): string {
  const length = pattern.exec(text)?.[0].length ?? 0;
  if (length === text.length && length > 0) return text;
  throw new RowError(LOAD_ERROR.digit, `Invalid digit, Value '${text[length]}', Pos ${length}, Type: ${type}`);
}
