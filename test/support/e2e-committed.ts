import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import type { Manifest } from '../../lambdas/core/batch/manifest';
import { currentKey, pipelineRoot } from '../../lambdas/core/batch/object-keys';
import type { TableSchema } from '../../lambdas/core/catalog/table-schema';
import type { Checkpoint } from '../../lambdas/core/progress/checkpoint';
import type { E2e } from './e2e-environment';

/** What a reader of the lake finds, going from current.json. */
export interface CommittedTable {
  current: Checkpoint;
  schema: TableSchema;
  manifests: Manifest[];
  /** Local paths of the files of all live batches. */
  files: string[];
}

/** Follows a table's current.json as a reader would. */
export const committedTable = async (
  e2e: E2e,
  pipeline: string,
  schema: string,
  name: string,
  bucket = e2e.bucket,
): Promise<CommittedTable> => {
  const root = pipelineRoot(bucket, 'shuttle', pipeline);
  const current = await e2e.json<Checkpoint>(currentKey(root, { schema, name }).key, bucket);
  const manifests = await Promise.all(
    current.batches.map(({ manifest }) => e2e.json<Manifest>(manifest.key, manifest.bucket)),
  );
  const files = manifests.flatMap(({ entries }) =>
    entries.map(({ url }) => {
      const [, bucketName = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
      return e2e.environment.s3.store.pathOf(bucketName, key);
    }),
  );
  return { current, manifests, files, schema: await e2e.json<TableSchema>(current.schema.key, current.schema.bucket) };
};

let database: Promise<DuckDBInstance> | undefined;

/** Reads Parquet files with DuckDB, a reader that the product does not use; `$files` in the query stands for them. */
export const queryFiles = async (files: readonly string[], query: string): Promise<DuckDBValue[][]> => {
  database ??= DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await (await database).connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
    const reader = `read_parquet([${list}], hive_partitioning = false)`;
    return (await connection.runAndReadAll(query.replaceAll('$files', reader))).getRows();
  } finally {
    connection.closeSync();
  }
};

/** Writes those rows of a Parquet file for which the condition holds, in the file's order. */
export const someRows = async (from: string, condition: string, to: string): Promise<void> => {
  await queryFiles([from], `COPY (SELECT * FROM $files WHERE ${condition}) TO '${to}' (FORMAT parquet)`);
};
