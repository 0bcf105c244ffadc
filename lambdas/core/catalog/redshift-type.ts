import { TypeNotSupported } from '../errors';

/** Types without a parameter, by the name that formatRedshiftType prints. */
export type PlainBase =
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double precision'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'time'
  | 'timetz'
  | 'interval year to month'
  | 'interval day to second'
  | 'super'
  | 'geometry'
  | 'geography'
  | 'hllsketch'
  | 'oid'
  | 'name'
  | '"char"';

/** A Redshift column type. Lengths are bytes. */
export type RedshiftType =
  | { base: PlainBase }
  | { base: 'numeric'; precision: number; scale: number }
  | { base: 'char' | 'varchar' | 'varbyte'; length: number };

/** Limits: https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html, r_VARBYTE_type.html, r_Numeric_types201.html */
export const MAX_CHAR_BYTES = 4_096;
export const MAX_VARCHAR_BYTES = 65_535;
export const MAX_VARBYTE_BYTES = 1_024_000;
export const MAX_NUMERIC_PRECISION = 38;
export const MAX_NUMERIC_SCALE = 37;

const plain: Readonly<Record<string, PlainBase>> = {
  smallint: 'smallint',
  int2: 'smallint',
  integer: 'integer',
  int: 'integer',
  int4: 'integer',
  bigint: 'bigint',
  int8: 'bigint',
  real: 'real',
  float4: 'real',
  'double precision': 'double precision',
  float8: 'double precision',
  float: 'double precision',
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  'timestamp without time zone': 'timestamp',
  timestamptz: 'timestamptz',
  'timestamp with time zone': 'timestamptz',
  time: 'time',
  'time without time zone': 'time',
  timetz: 'timetz',
  'time with time zone': 'timetz',
  intervaly2m: 'interval year to month',
  intervald2s: 'interval day to second',
  super: 'super',
  geometry: 'geometry',
  geography: 'geography',
  hllsketch: 'hllsketch',
  oid: 'oid',
  name: 'name',
  '"char"': '"char"',
};

/** Spellings that take a length, and the length where the text states none. */
const sized: Readonly<Record<string, { base: 'char' | 'varchar' | 'varbyte'; bare: number; max: number }>> = {
  char: { base: 'char', bare: 1, max: MAX_CHAR_BYTES },
  character: { base: 'char', bare: 1, max: MAX_CHAR_BYTES },
  nchar: { base: 'char', bare: 1, max: MAX_CHAR_BYTES },
  bpchar: { base: 'char', bare: MAX_CHAR_BYTES, max: MAX_CHAR_BYTES },
  varchar: { base: 'varchar', bare: MAX_VARCHAR_BYTES, max: MAX_VARCHAR_BYTES },
  'character varying': { base: 'varchar', bare: MAX_VARCHAR_BYTES, max: MAX_VARCHAR_BYTES },
  nvarchar: { base: 'varchar', bare: MAX_VARCHAR_BYTES, max: MAX_VARCHAR_BYTES },
  text: { base: 'varchar', bare: MAX_VARCHAR_BYTES, max: MAX_VARCHAR_BYTES },
  varbyte: { base: 'varbyte', bare: MAX_VARBYTE_BYTES, max: MAX_VARBYTE_BYTES },
  varbinary: { base: 'varbyte', bare: MAX_VARBYTE_BYTES, max: MAX_VARBYTE_BYTES },
  'binary varying': { base: 'varbyte', bare: MAX_VARBYTE_BYTES, max: MAX_VARBYTE_BYTES },
};

const yearToMonth = /^interval (year|month|year to month)$/;
const dayToSecond =
  /^interval (day|hour|minute|second|day to (hour|minute|second)|hour to (minute|second)|minute to second)( ?\([0-6]\))?$/;
const withArguments = /^([a-z][a-z ]*?) ?\( ?(max|\d{1,7})(?: ?, ?(\d{1,2}))? ?\)$/;

/**
 * Reads a type as format_type, information_schema, pg_get_late_binding_view_cols, the Data API's column metadata or a
 * user's YAML spells it. Case and runs of blanks do not matter.
 *
 * A bare `varchar`, `text` or `varbyte` gets the type's greatest length: where a catalog prints no length, none is
 * known, and the widest loses nothing. (Redshift's own DDL would make 256 of it.) Bare `numeric` is numeric(18,0).
 *
 * @param column named in the error, where known
 * @throws TypeNotSupported for any other text, and for a length, precision or scale that Redshift does not allow
 */
export const parseRedshiftType = (text: string, column?: string): RedshiftType => {
  const type = parse(text.trim().replace(/\s+/g, ' ').toLowerCase());
  if (type !== undefined) return type;
  const where = column === undefined ? `type ${quote(text)}` : `column ${quote(column)} has type ${quote(text)}, which`;
  throw new TypeNotSupported(`${where} cannot be extracted: exclude the column, or cast it in a view`);
};

/** The type as Redshift's DDL takes it: `varchar(20)`, `numeric(12,2)`, `timestamptz`. One spelling for each type. */
export const formatRedshiftType = (type: RedshiftType): string => {
  switch (type.base) {
    case 'numeric':
      return `numeric(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
    case 'varbyte':
      return `${type.base}(${type.length})`;
    default:
      return type.base;
  }
};

const quote = (text: string): string => JSON.stringify(text);

const parse = (text: string): RedshiftType | undefined => {
  const base = Object.hasOwn(plain, text) ? plain[text] : undefined;
  if (base !== undefined) return { base };
  if (yearToMonth.test(text)) return { base: 'interval year to month' };
  if (dayToSecond.test(text)) return { base: 'interval day to second' };
  const [, name = text, first, second] = withArguments.exec(text) ?? [];
  if (name === 'numeric' || name === 'decimal') return numeric(first, second);
  if (second !== undefined) return undefined;
  if (name === 'float') return binaryFloat(first);
  return withLength(name, first);
};

const numeric = (precisionText = '18', scaleText = '0'): RedshiftType | undefined => {
  const precision = Number(precisionText);
  const scale = Number(scaleText);
  if (!(precision >= 1 && precision <= MAX_NUMERIC_PRECISION)) return undefined;
  if (scale > precision || scale > MAX_NUMERIC_SCALE) return undefined;
  return { base: 'numeric', precision, scale };
};

/** float(1..24) is real, float(25..53) is double precision: https://docs.aws.amazon.com/redshift/latest/dg/r_Numeric_types201.html */
const binaryFloat = (bitsText: string | undefined): RedshiftType | undefined => {
  const bits = Number(bitsText);
  if (!(bits >= 1 && bits <= 53)) return undefined;
  return { base: bits <= 24 ? 'real' : 'double precision' };
};

const withLength = (name: string, lengthText: string | undefined): RedshiftType | undefined => {
  const rule = Object.hasOwn(sized, name) ? sized[name] : undefined;
  if (rule === undefined) return undefined;
  const length = lengthText === undefined ? rule.bare : lengthText === 'max' ? rule.max : Number(lengthText);
  if (!(length >= 1 && length <= rule.max)) return undefined;
  return { base: rule.base, length };
};
