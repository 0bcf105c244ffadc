import { BIGINT, type DuckDBConnection, type DuckDBListValue, LIST, VARCHAR } from '@duckdb/node-api';
import { rowFunction } from './row-function';
import { cardinality, sketchOf } from './sketch';

/** Registers the functions behind HLL_CREATE_SKETCH and HLL_CARDINALITY, for every connection of the instance. */
export function registerSketchFunctions(connection: DuckDBConnection): void {
  connection.registerScalarFunction(
    rowFunction('rs_sketch', [LIST(VARCHAR)], VARCHAR, (values) =>
      sketchOf((values as DuckDBListValue).items as string[]),
    ),
  );
  connection.registerScalarFunction(
    rowFunction('rs_cardinality', [VARCHAR], BIGINT, (sketch) => BigInt(cardinality(sketch as string))),
  );
}
