import { notSupportedLocally, redshiftError } from '../errors';
import { duckString } from '../sql/string-literal';
import { formatType, isFloat, isInteger, isText, type RsType, sqlTypeName, storageType } from '../types';
import type { Compiled } from './context';

/** An explicit cast: text longer than the target is cut, as Redshift does. */
export function castTo(from: Compiled, to: RsType, tryCast = false): Compiled {
  const name = from.name === undefined ? {} : { name: from.name };
  return { sql: castSql(from, to, tryCast), type: to, ...name };
}

function castSql(from: Compiled, to: RsType, tryCast: boolean): string {
  switch (to.name) {
    case 'varchar':
    case 'name':
      return to.length === undefined ? toText(from) : cutSql(toText(from), to.length);
    case 'bpchar':
      return `rtrim(${cutSql(toText(from), to.length ?? 1)}, ' ')`;
    case 'super':
      return toSuper(from);
    case 'varbyte':
      return isText(from.type) ? `encode(${from.sql})` : plainCast(from, to, tryCast);
    case 'timetz':
      // TIMETZ is kept in UTC.
      return from.type?.name === 'timetz' ? from.sql : `(${plainCast(from, to, tryCast)} AT TIME ZONE 'UTC')`;
    case 'int2':
    case 'int4':
    case 'int8':
      return toInteger(from, to, tryCast);
    case 'geometry':
    case 'geography':
    case 'hllsketch':
      if (from.type?.name === to.name || from.sql === 'NULL') return from.sql;
      throw notSupportedLocally(
        to.name === 'hllsketch'
          ? 'a cast to hllsketch; use HLL_CREATE_SKETCH'
          : `a cast to ${to.name}; use ST_GeomFromText or ST_GeomFromEWKB`,
      );
    default:
      return plainCast(from, to, tryCast);
  }
}

function plainCast(from: Compiled, to: RsType, tryCast: boolean): string {
  const source = from.type?.name === 'super' ? superScalarText(from.sql) : beforeChrist(from);
  return `${tryCast ? 'TRY_CAST' : 'CAST'}(${source} AS ${storageType(to)})`;
}

/** DuckDB wants the era in brackets behind the date, and passes over `BC` in silence. */
function beforeChrist(from: Compiled): string {
  const [, date, rest] = /^(\S+)(.*?) BC$/i.exec(from.literal ?? '') ?? [];
  return date === undefined ? from.sql : duckString(`${date} (BC)${rest}`);
}

/** Redshift reads `12.5` as text of an integer as an error; DuckDB would round it. */
function toInteger(from: Compiled, to: RsType, tryCast: boolean): string {
  if (!isText(from.type) || tryCast) return plainCast(from, to, tryCast);
  return `CAST(rs_integer_text(${from.sql}) AS ${storageType(to)})`;
}

const superScalarText = (sql: string): string => `rs_super_text(${sql})`;

/** Text as Redshift prints a value in a cast. */
export function toText(from: Compiled): string {
  const type = from.type;
  if (type === undefined) return `CAST(${from.sql} AS VARCHAR)`;
  if (isText(type)) return from.sql;
  if (type.name === 'bool') throw redshiftError('cannot cast type boolean to character varying', '42846');
  if (type.name === 'super') return superScalarText(from.sql);
  if (type.name === 'varbyte') return `decode(${from.sql})`;
  if (type.name === 'hllsketch') throw redshiftError('cannot cast type hllsketch to character varying', '42846');
  if (['geometry', 'geography'].includes(type.name)) return `hex(${from.sql})`;
  if (type.name === 'intervaly2m') return `rs_months_text(${from.sql})`;
  if (type.name === 'intervald2s') return `rs_days_text(${from.sql})`;
  if (isFloat(type)) return `regexp_replace(CAST(${from.sql} AS VARCHAR), '\\.0$', '')`;
  return `CAST(${from.sql} AS VARCHAR)`;
}

/** A value of any type as SUPER: text becomes a JSON string, it is not parsed. */
function toSuper(from: Compiled): string {
  if (from.type?.name === 'super' || from.sql === 'NULL') return from.sql;
  if (from.type && ['date', 'timestamp', 'timestamptz', 'time', 'timetz'].includes(from.type.name)) {
    throw redshiftError(`cannot cast type ${sqlTypeName(from.type)} to super`, '42846');
  }
  return `to_json(${from.sql})`;
}

/** Cuts text to a number of bytes on a character boundary. */
export function cutSql(sql: string, bytes: number): string {
  return `rs_cut(${sql}, ${bytes})`;
}

/**
 * The conversion of INSERT, UPDATE and COPY: as a cast, but text too long for its column is an error unless only
 * blanks are lost.
 */
export function assignTo(from: Compiled, to: RsType): string {
  if (from.sql === 'NULL') return 'NULL';
  checkAssignable(from, to);
  if (to.name === 'varchar' && to.length !== undefined) {
    if (from.type?.name === 'varchar' && from.type.length !== undefined && from.type.length <= to.length)
      return from.sql;
    return `rs_fit(${toText(from)}, ${to.length}, ${duckString(formatType(to))})`;
  }
  if (to.name === 'bpchar') {
    return `rtrim(rs_fit(rtrim(${toText(from)}, ' '), ${to.length ?? 1}, ${duckString(formatType(to))}), ' ')`;
  }
  if (from.type?.name === to.name && to.name !== 'numeric') return from.sql;
  return castTo(from, to).sql;
}

const TIME_TYPES = ['date', 'timestamp', 'timestamptz', 'time', 'timetz'];

function checkAssignable(from: Compiled, to: RsType): void {
  const type = from.type;
  if (type === undefined || type.name === 'unknown') return;
  const toTime = TIME_TYPES.includes(to.name);
  const fromTime = TIME_TYPES.includes(type.name);
  const isNumeric = (t: RsType) => isInteger(t) || isFloat(t) || t.name === 'numeric';
  const mismatch =
    (toTime && (isNumeric(type) || type.name === 'bool')) ||
    (fromTime && (isNumeric(to) || to.name === 'bool')) ||
    (type.name === 'bool' && (isNumeric(to) || isText(to)));
  if (mismatch) {
    throw redshiftError(
      `column is of type ${sqlTypeName(to)} but expression is of type ${sqlTypeName(type)}\nHint: You will need to rewrite or cast the expression.`,
      '42804',
    );
  }
}
