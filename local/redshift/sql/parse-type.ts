import { redshiftError } from '../errors';
import { type RsType, type TypeName, VARCHAR_MAX } from '../types';
import type { Cursor } from './cursor';

const SIMPLE: Record<string, TypeName> = {
  smallint: 'int2',
  int2: 'int2',
  integer: 'int4',
  int: 'int4',
  int4: 'int4',
  bigint: 'int8',
  int8: 'int8',
  real: 'float4',
  float4: 'float4',
  float8: 'float8',
  boolean: 'bool',
  bool: 'bool',
  date: 'date',
  timestamptz: 'timestamptz',
  timetz: 'timetz',
  super: 'super',
  geometry: 'geometry',
  geography: 'geography',
  hllsketch: 'hllsketch',
  oid: 'oid',
  name: 'name',
};

const OTHER = new Set(
  'double float numeric decimal dec character char nchar bpchar varchar nvarchar text timestamp time interval varbyte varbinary binary'.split(
    ' ',
  ),
);

/** True when the next word names a type. */
export const isTypeStart = (c: Cursor): boolean =>
  c.peek().kind === 'word' && (c.peek().text in SIMPLE || OTHER.has(c.peek().text));

/** Parses a data type with its length, filling in Redshift's defaults: VARCHAR = 256, CHAR = 1, NUMERIC = (18,0). */
export function parseType(c: Cursor): RsType {
  const token = c.next();
  const word = token.kind === 'word' ? token.text : '';
  const simple = SIMPLE[word];
  if (simple) return { name: simple };
  switch (word) {
    case 'double':
      c.expect('precision');
      return { name: 'float8' };
    case 'float':
      return { name: (optionalLength(c) ?? 53) <= 24 ? 'float4' : 'float8' };
    case 'numeric':
    case 'decimal':
    case 'dec':
      return parseNumeric(c);
    case 'char':
    case 'character':
    case 'nchar':
      if (c.accept('varying')) return varchar(c);
      return sized('bpchar', optionalLength(c, 4096) ?? 1, 4096, 'character');
    case 'bpchar':
      return { name: 'bpchar', length: 256 };
    case 'varchar':
    case 'nvarchar':
      return varchar(c);
    case 'text':
      return { name: 'varchar', length: 256 };
    case 'varbyte':
    case 'varbinary':
      return sized('varbyte', optionalLength(c) ?? 64_000, 16_777_216, 'binary varying');
    case 'binary':
      c.expect('varying');
      return sized('varbyte', optionalLength(c) ?? 64_000, 16_777_216, 'binary varying');
    case 'timestamp':
    case 'time':
      optionalLength(c);
      if (c.accept('with', 'time', 'zone')) return { name: word === 'time' ? 'timetz' : 'timestamptz' };
      c.accept('without', 'time', 'zone');
      return { name: word };
    case 'interval':
      return parseInterval(c);
    default:
      throw redshiftError(`type "${token.raw}" does not exist`, '42704');
  }
}

const varchar = (c: Cursor): RsType => sized('varchar', optionalLength(c) ?? 256, VARCHAR_MAX, 'character varying');

/** `(n)` or `(MAX)`. */
function optionalLength(c: Cursor, max = VARCHAR_MAX): number | undefined {
  if (!c.acceptSymbol('(')) return undefined;
  const length = c.accept('max') ? max : c.integer();
  c.expectSymbol(')');
  return length;
}

function sized(name: TypeName, length: number, max: number, sqlName: string): RsType {
  if (length < 1) throw redshiftError(`length for type ${sqlName} must be at least 1`, '22023');
  if (length > max) throw redshiftError(`length for type ${sqlName} cannot exceed ${max}`, '22023');
  return { name, length };
}

function parseNumeric(c: Cursor): RsType {
  let precision = 18;
  let scale = 0;
  if (c.acceptSymbol('(')) {
    precision = c.integer();
    if (c.acceptSymbol(',')) scale = c.integer();
    c.expectSymbol(')');
  }
  if (precision < 1 || precision > 38) throw redshiftError(`NUMERIC precision ${precision} must be between 1 and 38`);
  if (scale > precision) throw redshiftError(`NUMERIC scale ${scale} must be between 0 and precision ${precision}`);
  return { name: 'numeric', precision, scale };
}

const YEAR_MONTH = ['year', 'month'];

/** Reads `YEAR TO MONTH` and the like; a bare INTERVAL is day to second. */
function parseInterval(c: Cursor): RsType {
  const fields = parseIntervalFields(c);
  return { name: YEAR_MONTH.includes(fields?.from ?? '') ? 'intervaly2m' : 'intervald2s' };
}

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'];

/** The fields after an interval type or literal, when there are any. */
export function parseIntervalFields(c: Cursor): { from: string; to?: string } | undefined {
  if (!c.isAnyWord(...FIELDS)) return undefined;
  const from = c.next().text;
  optionalLength(c);
  if (!c.accept('to')) return { from };
  if (!c.isAnyWord(...FIELDS)) throw c.unexpected();
  const to = c.next().text;
  optionalLength(c);
  return { from, to };
}
