import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type BadRow, isBadRow, type Value } from '../../../../../lambdas/core/shape/change';
import type { ParquetLimits } from '../../../../../lambdas/core/shape/parquet/file-bytes';
import { ParquetFile } from '../../../../../lambdas/core/shape/parquet/parquet-file';
import type { ReadableObject } from '../../../../../lambdas/core/shape/readable-object';
import { allOf } from '../read-all';

let database: Promise<DuckDBInstance> | undefined;

/** A Parquet file of a query's rows, as DuckDB writes it. */
export const duckParquet = async (query: string, options = ''): Promise<Buffer> => {
  database ??= DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' });
  const connection = await (await database).connect();
  const folder = mkdtempSync(join(tmpdir(), 'shuttle-parquet-'));
  try {
    const path = join(folder, 'rows.parquet');
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet${options && `, ${options}`})`);
    return readFileSync(path);
  } finally {
    connection.closeSync();
    rmSync(folder, { recursive: true });
  }
};

/** Rows of a query as DuckDB prints them. */
export const duckRows = async (query: string): Promise<unknown[][]> => {
  database ??= DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' });
  const connection = await (await database).connect();
  try {
    return (await connection.runAndReadAll(query)).getRows();
  } finally {
    connection.closeSync();
  }
};

/** Bytes as an object that counts how it is read. */
export class CountedObject implements ReadableObject {
  readonly slices: [number, number][] = [];
  constructor(private readonly bytes: Uint8Array) {}

  get sizeBytes(): number {
    return this.bytes.length;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < this.bytes.length; at += 1_000) yield this.bytes.subarray(at, at + 1_000);
  }

  async slice(start: number, end: number): Promise<ArrayBuffer> {
    this.slices.push([start, end]);
    return new Uint8Array(this.bytes.slice(start, end)).buffer;
  }
}

/** A value as a test writes it: numbers as `#1`, JSON as `{...}`. */
export const short = (value: Value | undefined): unknown => {
  if (value === null || typeof value !== 'object') return value;
  return 'number' in value ? `#${value.number}` : value.json;
};

export const readParquet = async (bytes: Uint8Array, limits?: ParquetLimits) => {
  const object = new CountedObject(bytes);
  const file = await ParquetFile.open(object, limits);
  const items = await allOf(file.rows());
  const rows = items.map((item) =>
    isBadRow(item) ? (item as BadRow).reason : Object.values(item.row).map((value) => short(value)),
  );
  return { columns: file.columns, types: file.types, items, rows, slices: object.slices };
};
