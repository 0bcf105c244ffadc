import {
  BLOB,
  blobValue,
  type DuckDBBlobValue,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBVector,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { ewkbToText, ewktToEwkb } from './geometry';

/** Registers the geometry functions that compiled SQL calls; they serve every connection of the instance. */
export function registerGeometryFunctions(connection: DuckDBConnection): void {
  const text = (withSrid: boolean) => (value: DuckDBValue) => ewkbToText((value as DuckDBBlobValue).bytes, withSrid);
  const parse = (value: DuckDBValue, srid: DuckDBValue) => blobValue(ewktToEwkb(value as string, srid as number));
  for (const [name, parameters, returns, work] of [
    ['rs_st_asewkt', [BLOB], VARCHAR, text(true)],
    ['rs_st_astext', [BLOB], VARCHAR, text(false)],
    ['rs_st_geomfromewkt', [VARCHAR, INTEGER], BLOB, parse],
  ] as const) {
    connection.registerScalarFunction(scalar(name, parameters, returns, work));
  }
}

/** A function of one row at a time; NULL in, NULL out. */
function scalar(
  name: string,
  parameterTypes: readonly DuckDBType[],
  returnType: DuckDBType,
  work: (...args: [DuckDBValue, DuckDBValue]) => DuckDBValue,
): DuckDBScalarFunction {
  const mainFunction = (_: unknown, input: DuckDBDataChunk, output: DuckDBVector): void => {
    for (let row = 0; row < input.rowCount; row++) {
      const args = parameterTypes.map((_type, column) => input.getColumnVector(column).getItem(row) as DuckDBValue);
      const result = args.some((arg) => arg === null) ? null : work(...(args as [DuckDBValue, DuckDBValue]));
      output.setItem(row, result);
    }
    output.flush();
  };
  return DuckDBScalarFunction.create({ name, parameterTypes, returnType, mainFunction });
}
