import {
  type DuckDBDataChunk,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBVector,
} from '@duckdb/node-api';

/** A DuckDB function that JavaScript computes row by row; NULL in, NULL out. */
export function rowFunction(
  name: string,
  parameterTypes: readonly DuckDBType[],
  returnType: DuckDBType,
  work: (...args: [DuckDBValue, DuckDBValue, DuckDBValue]) => DuckDBValue,
): DuckDBScalarFunction {
  const mainFunction = (_: unknown, input: DuckDBDataChunk, output: DuckDBVector): void => {
    for (let row = 0; row < input.rowCount; row++) {
      const args = parameterTypes.map((_type, column) => input.getColumnVector(column).getItem(row) as DuckDBValue);
      const result = args.some((arg) => arg === null)
        ? null
        : work(...(args as [DuckDBValue, DuckDBValue, DuckDBValue]));
      output.setItem(row, result);
    }
    output.flush();
  };
  return DuckDBScalarFunction.create({ name, parameterTypes, returnType, mainFunction });
}
