/**
 * A Redshift data type. `name` is Redshift's internal name; `length` is bytes for varchar, bpchar and varbyte;
 * numeric carries precision and scale (absent when they were computed and only DuckDB knows them).
 * An array type such as `_int2` occurs in catalogs only; `unknown` is an untyped literal.
 */
export interface RsType {
  name: TypeName;
  length?: number;
  precision?: number;
  scale?: number;
}

export type TypeName =
  | 'int2'
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'float4'
  | 'float8'
  | 'bool'
  | 'bpchar'
  | 'varchar'
  | 'name'
  | 'oid'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'time'
  | 'timetz'
  | 'intervaly2m'
  | 'intervald2s'
  | 'super'
  | 'varbyte'
  | 'geometry'
  | 'geography'
  | 'hllsketch'
  | '_int2'
  | '_text'
  | 'unknown';

export const VARCHAR_MAX = 65535;

const SQL_NAMES: Record<TypeName, string> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  numeric: 'numeric',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'character',
  varchar: 'character varying',
  name: 'name',
  oid: 'oid',
  date: 'date',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
  intervaly2m: 'interval year to month',
  intervald2s: 'interval day to second',
  super: 'super',
  varbyte: 'binary varying',
  geometry: 'geometry',
  geography: 'geography',
  hllsketch: 'hllsketch',
  _int2: 'smallint[]',
  _text: 'text[]',
  unknown: 'unknown',
};

/** Redshift's SQL name without a length, as `information_schema.columns.data_type` has it. */
export const sqlTypeName = (type: RsType): string => SQL_NAMES[type.name];

/** Redshift's SQL name with its length, as `format_type` prints it: `character varying(20)`, `numeric(10,2)`. */
export function formatType(type: RsType): string {
  const name = SQL_NAMES[type.name];
  if (type.precision !== undefined && type.name === 'numeric') return `${name}(${type.precision},${type.scale ?? 0})`;
  return type.length === undefined ? name : `${name}(${type.length})`;
}

const STORAGE: Partial<Record<TypeName, string>> = {
  int2: 'SMALLINT',
  int4: 'INTEGER',
  int8: 'BIGINT',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  bool: 'BOOLEAN',
  oid: 'BIGINT',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
  time: 'TIME',
  timetz: 'TIMETZ',
  intervaly2m: 'INTERVAL',
  intervald2s: 'INTERVAL',
  super: 'JSON',
  varbyte: 'BLOB',
  geometry: 'BLOB',
  geography: 'BLOB',
  _int2: 'SMALLINT[]',
  _text: 'VARCHAR[]',
};

/** The DuckDB type that holds a Redshift type's values. */
export function storageType(type: RsType): string {
  if (type.name === 'numeric') return `DECIMAL(${type.precision ?? 18},${type.scale ?? 0})`;
  return STORAGE[type.name] ?? 'VARCHAR';
}

export const isText = (type: RsType | undefined): boolean =>
  type !== undefined && ['varchar', 'bpchar', 'name', 'unknown'].includes(type.name);
export const isInteger = (type: RsType | undefined): boolean =>
  type !== undefined && ['int2', 'int4', 'int8', 'oid'].includes(type.name);
export const isFloat = (type: RsType | undefined): boolean =>
  type !== undefined && (type.name === 'float4' || type.name === 'float8');
export const isNumber = (type: RsType | undefined): boolean =>
  isInteger(type) || isFloat(type) || type?.name === 'numeric';

export const INT4: RsType = { name: 'int4' };
export const INT8: RsType = { name: 'int8' };
export const FLOAT8: RsType = { name: 'float8' };
export const BOOL: RsType = { name: 'bool' };
export const VARCHAR: RsType = { name: 'varchar' };
export const UNKNOWN: RsType = { name: 'unknown' };
export const DATE: RsType = { name: 'date' };
export const TIMESTAMP: RsType = { name: 'timestamp' };
export const TIMESTAMPTZ: RsType = { name: 'timestamptz' };
export const SUPER: RsType = { name: 'super' };
export const VARBYTE: RsType = { name: 'varbyte' };
