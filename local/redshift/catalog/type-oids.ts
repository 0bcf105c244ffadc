import { sqlTypeName, type TypeName } from '../types';

/** Postgres' type oids (Redshift's own above 2000 as far as they are known), internal names and sizes. */
export const TYPE_OIDS: [oid: number, name: TypeName | 'text', size: number][] = [
  [16, 'bool', 1],
  [19, 'name', 128],
  [20, 'int8', 8],
  [21, 'int2', 2],
  [23, 'int4', 4],
  [25, 'text', -1],
  [26, 'oid', 4],
  [700, 'float4', 4],
  [701, 'float8', 8],
  [705, 'unknown', -1],
  [1005, '_int2', -1],
  [1009, '_text', -1],
  [1042, 'bpchar', -1],
  [1043, 'varchar', -1],
  [1082, 'date', 4],
  [1083, 'time', 8],
  [1114, 'timestamp', 8],
  [1184, 'timestamptz', 8],
  [1188, 'intervaly2m', 4],
  [1190, 'intervald2s', 8],
  [1266, 'timetz', 12],
  [1700, 'numeric', -1],
  [2935, 'hllsketch', -1],
  [3000, 'geometry', -1],
  [3001, 'geography', -1],
  [4000, 'super', -1],
  [6551, 'varbyte', -1],
];

const sqlName = (name: TypeName | 'text'): string => (name === 'text' ? 'text' : sqlTypeName({ name }));

const NAMES_BY_OID = new Map(TYPE_OIDS.map(([oid, name]) => [oid, sqlName(name)]));
const SIZED = [1042, 1043, 6551];
const NUMERIC = 1700;

/** What format_type prints of a type: `character varying(20)`; `???` of one that is not known. */
export function typeText(oid: number, typmod: number): string {
  const name = NAMES_BY_OID.get(oid) ?? '???';
  if (typmod <= 4) return name;
  if (SIZED.includes(oid)) return `${name}(${typmod - 4})`;
  return oid === NUMERIC ? `${name}(${(typmod - 4) >> 16},${(typmod - 4) & 65535})` : name;
}

/** A DuckDB map to the SQL name of a type from its internal name. */
export const typeNamesByName = (): string =>
  `MAP {${TYPE_OIDS.map(([, name]) => `'${name}': '${sqlName(name)}'`).join(', ')}}`;
