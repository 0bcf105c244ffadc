import {
  BLOB,
  blobValue,
  type DuckDBBlobValue,
  type DuckDBConnection,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { ewkbToText, ewktToEwkb } from './geometry';
import { rowFunction } from './row-function';

/** Registers the geometry functions that compiled SQL calls; they serve every connection of the instance. */
export function registerGeometryFunctions(connection: DuckDBConnection): void {
  const text = (withSrid: boolean) => (value: DuckDBValue) => ewkbToText((value as DuckDBBlobValue).bytes, withSrid);
  const parse = (value: DuckDBValue, srid: DuckDBValue) => blobValue(ewktToEwkb(value as string, srid as number));
  for (const [name, parameters, returns, work] of [
    ['rs_st_asewkt', [BLOB], VARCHAR, text(true)],
    ['rs_st_astext', [BLOB], VARCHAR, text(false)],
    ['rs_st_geomfromewkt', [VARCHAR, INTEGER], BLOB, parse],
  ] as const) {
    connection.registerScalarFunction(rowFunction(name, parameters, returns, work));
  }
}
