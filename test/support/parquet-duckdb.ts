import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

/** One database for a test file: opening one takes longer than most reads. */
let database: Promise<DuckDBInstance> | undefined;

/**
 * Reads a Parquet file with DuckDB, an independent reader. `select` is put before FROM, so that a test can look at bits
 * (e.g. epoch_us) and not at what a client makes of them; a `where` is pushed down to the statistics.
 */
export const readWithDuckDb = async (file: Uint8Array, select = '*', where = 'true'): Promise<DuckDBValue[][]> => {
  database ??= DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' });
  const connection = await (await database).connect();
  const folder = mkdtempSync(join(tmpdir(), 'shuttle-parquet-'));
  try {
    const path = join(folder, 'part.parquet');
    writeFileSync(path, file);
    const reader = await connection.runAndReadAll(`SELECT ${select} FROM read_parquet('${path}') WHERE ${where}`);
    return reader.getRows();
  } finally {
    connection.closeSync();
    rmSync(folder, { recursive: true });
  }
};
