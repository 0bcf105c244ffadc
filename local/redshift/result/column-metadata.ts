import type { DuckDBType } from '@duckdb/node-api';
import type { OutputColumn } from '../compile/context';
import type { EngineColumn } from '../engine';
import { isNumber, isText, type RsType, type TypeName } from '../types';

const PRECISION: Partial<Record<TypeName, number>> = {
  int2: 5,
  int4: 10,
  int8: 19,
  oid: 10,
  float4: 8,
  float8: 17,
  bool: 1,
  date: 13,
  timestamp: 29,
  timestamptz: 35,
  time: 15,
  timetz: 21,
};

const DUCK_TYPES: Record<string, TypeName> = {
  BOOLEAN: 'bool',
  TINYINT: 'int2',
  SMALLINT: 'int2',
  INTEGER: 'int4',
  BIGINT: 'int8',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  DATE: 'date',
  TIME: 'time',
  'TIME WITH TIME ZONE': 'timetz',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  INTERVAL: 'intervald2s',
  BLOB: 'varbyte',
  'SMALLINT[]': '_int2',
  'VARCHAR[]': '_text',
};

/** The Redshift type of a result column: as inferred, completed from DuckDB where inference left a gap. */
export function resultType(inferred: RsType | undefined, duck: DuckDBType): RsType {
  if (inferred && (inferred.name !== 'numeric' || inferred.precision !== undefined)) return inferred;
  const text = String(duck);
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(text);
  if (decimal) return { name: 'numeric', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  if (text === 'HUGEINT') return { name: 'numeric', precision: 38, scale: 0 };
  return inferred?.name === 'numeric' && text !== 'DOUBLE' ? inferred : { name: DUCK_TYPES[text] ?? 'varchar' };
}

/** ColumnMetadata of one result column. `nullable` is known only for a plain column of a table. */
export function columnMetadata(column: OutputColumn, type: RsType): EngineColumn {
  const precision = type.precision ?? (isText(type) ? (type.length ?? 0) : (PRECISION[type.name] ?? 0));
  const scale = type.name === 'numeric' ? (type.scale ?? 0) : type.name.startsWith('time') ? 6 : 0;
  return {
    name: column.name,
    label: column.name,
    typeName: type.name === 'unknown' ? 'varchar' : type.name,
    length: type.length ?? 0,
    precision,
    scale,
    nullable: column.origin ? (column.origin.notNull ? 0 : 1) : 1,
    schemaName: column.origin?.schema ?? '',
    tableName: column.origin?.table ?? '',
    columnDefault: '',
    isCaseSensitive: isText(type),
    isCurrency: false,
    isSigned: isNumber(type) && type.name !== 'oid',
  };
}
