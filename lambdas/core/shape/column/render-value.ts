import type { RedshiftType } from '../../catalog/redshift-type';
import type { Value } from '../change';
import {
  type DecimalValue,
  doubleOf,
  integerBits,
  plainText,
  readDecimal,
  scaleOf,
  wholeDigits,
} from '../decimal-value';
import { RowFault } from '../row-fault';
import { isWrittenTime, readClock, readTime } from '../time-text';
import { renderSuper } from './render-super';
import { readShortNumber } from './short-number';

/** How values are written as COPY reads them into a column of one type, as JSON: text in quotes, native JSON for SUPER. */
export interface ValueRenderer {
  /** What `render` gives: native JSON; or what stands between quotes, of which JSON would escape nothing, or something. */
  form: 'json' | 'safe' | 'text';
  /**
   * Nothing is cut, rounded or guessed; what the column cannot hold exactly is a misfit.
   * @throws RowFault with the reason, which holds no value
   */
  render(value: Exclude<Value, null>): string;
  /** Text of so many UTF-8 bytes is written as it is, where JSON would escape nothing of it; 0: no text is. */
  textBytes: number;
  /** A RawTime is written as it is. */
  takesTimes: boolean;
}

export const valueRenderer = (type: RedshiftType): ValueRenderer => {
  switch (type.base) {
    case 'super':
      return { form: 'json', render: renderSuper, textBytes: 0, takesTimes: false };
    case 'char':
    case 'varchar': {
      const { base, length } = type;
      const render: ValueRenderer['render'] = (value) => lengthText(textOf(value), base, length);
      return { form: 'text', render, textBytes: base === 'varchar' ? length : 0, takesTimes: false };
    }
    case 'boolean':
      return { form: 'safe', render: booleanText, textBytes: 0, takesTimes: false };
    default: {
      const render = plainRenderer(type);
      return {
        form: 'safe',
        render: (value) => render(textOf(value)),
        textBytes: 0,
        takesTimes: type.base === 'timestamp',
      };
    }
  }
};

/** One value as JSON. @throws RowFault */
export const renderValue = (value: Exclude<Value, null>, type: RedshiftType): string => {
  const { form, render } = valueRenderer(type);
  const text = render(value);
  return form === 'json' ? text : form === 'safe' ? `"${text}"` : escaped(text);
};

/** Whether a column of the type holds the value exactly. */
export const fits = (value: Value, type: RedshiftType): boolean => {
  try {
    if (value !== null) renderValue(value, type);
    return true;
  } catch (error) {
    if (error instanceof RowFault) return false;
    throw error;
  }
};

/** Of types whose text holds nothing that JSON would escape. */
const plainRenderer = (type: RedshiftType): ((text: string) => string) => {
  switch (type.base) {
    case 'smallint':
      return (text) => integerText(text, 16, 'smallint');
    case 'integer':
      return (text) => integerText(text, 32, 'integer');
    case 'bigint':
      return (text) => integerText(text, 64, 'bigint');
    case 'numeric':
      return (text) => numericText(text, type.precision, type.scale);
    case 'real':
      return (text) => floatText(text, 'real');
    case 'double precision':
      return (text) => floatText(text, 'double precision');
    case 'date':
      return (text) => {
        const time = readTime(text);
        return time?.kind === 'date' ? time.text : misfit('no date of the years 1 to 9999');
      };
    case 'timestamp':
      return timestampText;
    case 'timestamptz':
      return (text) => {
        const time = readTime(text);
        if (time?.kind !== 'timestamptz') return misfit('no time with a zone, exact to the microsecond');
        return `${time.text}+00`;
      };
    case 'time':
      return (text) => {
        const clock = readClock(text);
        return clock !== undefined && clock.zone === undefined ? clock.text : misfit('no time of day');
      };
    case 'timetz':
      return (text) => {
        const clock = readClock(text);
        return clock?.zone === undefined ? misfit('no time of day with a zone') : clock.text + clock.zone;
      };
    case 'varbyte':
      return (text) => bytesText(text, type.length);
    case 'geometry':
    case 'geography':
      return (text) => (/^(?:[0-9a-fA-F]{2})+$/.test(text) ? text : misfit('no geometry in hexadecimal EWKB'));
    default:
      return () => misfit(`${type.base} columns cannot be loaded`);
  }
};

const bytesText = (text: string, length: number): string => {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) return misfit('no bytes in hexadecimal');
  return text.length / 2 <= length ? text : misfit(`${text.length / 2} bytes in varbyte(${length})`);
};

const misfit = (reason: string): never => {
  throw new RowFault(reason);
};

const textOf = (value: Exclude<Value, null>): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return 'number' in value ? value.number : value.json;
};

const TRUE = new Set(['true', 't', '1']);
const FALSE = new Set(['false', 'f', '0']);

const booleanText = (value: Exclude<Value, null>): string => {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  const text = textOf(value).toLowerCase();
  if (TRUE.has(text)) return 'true';
  return FALSE.has(text) ? 'false' : misfit('no boolean');
};

const decimal = (text: string): DecimalValue => {
  if (/^[+-]?0\d/.test(text)) return misfit('zeros in front, which a number loses');
  return readDecimal(text) ?? misfit('no number');
};

const integerText = (text: string, bits: number, name: string): string => {
  // Most integers are plain, and far from any limit.
  if (text.length <= 4 && isCount(text)) return text;
  const value = decimal(text);
  if (scaleOf(value) > 0) return misfit(`decimals in ${name}`);
  return integerBits(value) <= bits ? plainText(value) : misfit(`beyond the range of ${name}`);
};

/** Digits, of which the first is not 0. */
const isCount = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 57 || code < (at === 0 ? 49 : 48)) return false;
  }
  return text !== '';
};

const numericText = (text: string, precision: number, scale: number): string => {
  const value = decimal(text);
  if (scaleOf(value) > scale) return misfit(`more than ${scale} decimals`);
  if (wholeDigits(value) > precision - scale) return misfit(`more than ${precision - scale} digits before the point`);
  return plainText(value);
};

/** Digits that a double, and a real, tell apart. */
const DOUBLE_DIGITS = 17;
const REAL_DIGITS = 9;

const floatText = (text: string, base: 'real' | 'double precision'): string => {
  if (base !== 'real' && isShort(text)) return text;
  const value = decimal(text);
  const double = Math.abs(value.point) > 400 ? Number.NaN : doubleOf(value);
  const held = base === 'real' ? Math.fround(double) : double;
  if (!Number.isFinite(held) || (held === 0) !== (value.digits === '')) return misfit(`beyond the range of ${base}`);
  const isExact = value.digits.length <= (base === 'real' ? REAL_DIGITS : DOUBLE_DIGITS);
  // A real that was widened on its way has more digits, and is itself.
  if (!isExact && !(base === 'real' && held === double && value.digits.length <= DOUBLE_DIGITS)) {
    return misfit(`more digits than ${base} keeps`);
  }
  return text;
};

/** Digits that every double gives back as they are. */
const isShort = (text: string): boolean => readShortNumber(text) !== undefined && !/^-?0\d/.test(text);

const timestampText = (text: string): string => {
  if (isWrittenTime(text)) return text;
  const time = readTime(text);
  if (time === undefined) return misfit('no time of the years 1 to 9999, exact to the microsecond');
  return time.kind === 'date' ? `${time.text} 00:00:00.000000` : time.text;
};

const lengthText = (text: string, base: 'char' | 'varchar', length: number): string => {
  // A UTF-16 unit takes three bytes at most: many texts need no count.
  if (base === 'char' || text.length * 3 > length) {
    const bytes = Buffer.byteLength(text);
    if (bytes > length) return misfit(`${bytes} bytes in ${base}(${length})`);
    if (base === 'char' && bytes !== text.length) return misfit('characters of several bytes in char');
  }
  return text;
};

/** Text in quotes, as JSON has it. @throws RowFault for NUL */
export const escaped = (text: string): string => {
  if (text.includes('\0')) throw new RowFault('a NUL character, which Redshift cannot hold');
  return JSON.stringify(text);
};
