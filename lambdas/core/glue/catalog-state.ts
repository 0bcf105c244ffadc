import { batchPrefix, type ObjectLocation, type PipelineRoot, s3Url, tablePrefix } from '../batch/object-keys';
import type { TableSchema } from '../catalog/table-schema';
import { formatTableName } from '../config/table-name';
import { DocumentInvalid } from '../errors';
import { type Batch, type Checkpoint, liveBatches } from '../progress/checkpoint';
import { BATCH_KEY, glueColumns } from './glue-columns';
import type { GlueColumn, GluePartitionInput, GlueStorage, GlueTableInput } from './glue-table';

/** What the catalog should hold of a table. */
export interface CatalogState {
  table: GlueTableInput;
  /** One for each live batch that has files; empty for a full snapshot, whose table is not partitioned. */
  partitions: GluePartitionInput[];
}

/** A committed table and where it is to be registered. */
export interface Registration {
  pipeline: string;
  root: PipelineRoot;
  /** As Glue takes it, see glueTableName. */
  tableName: string;
  checkpoint: Checkpoint;
  /** Every schema that a live batch names, by version, and the checkpoint's own. */
  schemas: ReadonlyMap<string, TableSchema>;
}

/** Parameters by which a table is known to be ours. */
export const OWNER_PARAMETERS = ['shuttle.pipeline', 'shuttle.root', 'shuttle.table'] as const;

/** The values of OWNER_PARAMETERS: another stack's pipeline of the same name has another root. */
export const ownerOf = ({
  pipeline,
  root,
  destination,
}: Pick<Registration, 'pipeline' | 'root'> & { destination: Checkpoint['destination'] }): Record<string, string> => ({
  'shuttle.pipeline': pipeline,
  'shuttle.root': s3Url({ bucket: root.bucket, key: root.prefix }),
  'shuttle.table': formatTableName(destination.schema, destination.name),
});

/**
 * The state that shows readers what is committed and nothing else.
 *
 * A full snapshot is a table at the prefix of its one batch. An incremental table is partitioned by batch. Either reads
 * as empty where a batch has no files: Athena and Spark take a prefix without objects for no rows, and a partition is
 * made only where there is something to read.
 *
 * @throws NameCollision, CatalogNameInvalid see glueColumns; DocumentInvalid for a checkpoint that nobody can have written
 */
export const catalogState = (registration: Registration): CatalogState => {
  const { pipeline, root, tableName, checkpoint, schemas } = registration;
  const { destination } = checkpoint;
  const batches = liveBatches(checkpoint);
  const schemaOf = (version: string): TableSchema => {
    const schema = schemas.get(version);
    if (schema) return schema;
    throw new DocumentInvalid(`current.json of ${source(checkpoint)} names schema ${version}, which is not there`);
  };
  const partitioned = isPartitioned(checkpoint);
  const keys = partitioned ? [BATCH_KEY] : [];
  const prefixOf = ({ batchId }: Batch): ObjectLocation => batchPrefix(root, destination, batchId);
  const partitionOf = (batch: Batch): GluePartitionInput => ({
    Values: [batch.batchId],
    StorageDescriptor: storageAt(prefixOf(batch), glueColumns(schemaOf(batch.schemaVersion), keys)),
    Parameters: { 'shuttle.pipeline': pipeline, ...batchParameters(batch.schemaVersion, [batch]) },
  });
  const { version } = checkpoint.schema;
  const location = partitioned ? tablePrefix(root, destination) : prefixOf(onlyBatch(checkpoint));
  return {
    table: {
      Name: tableName,
      Description: `${source(checkpoint)} of Amazon Redshift, kept by pipeline ${pipeline} of Redshift Shuttle`,
      TableType: 'EXTERNAL_TABLE',
      PartitionKeys: keys,
      StorageDescriptor: storageAt(location, glueColumns(schemaOf(version), keys)),
      Parameters: {
        EXTERNAL: 'TRUE',
        ...ownerOf({ pipeline, root, destination }),
        ...batchParameters(version, batches),
      },
    },
    partitions: partitioned ? batches.filter(({ files }) => files > 0).map(partitionOf) : [],
  };
};

/** A full read replaces what was there by one batch; every other mode adds batches. */
const isPartitioned = ({ mode }: { mode: string }): boolean => mode !== 'full';

/** @throws DocumentInvalid */
const onlyBatch = (checkpoint: Checkpoint): Batch => {
  const [batch, ...more] = checkpoint.batches;
  if (batch && more.length === 0) return batch;
  throw new DocumentInvalid(
    `current.json of ${source(checkpoint)} is of mode ${checkpoint.mode} and has ${checkpoint.batches.length} batches`,
  );
};

const source = ({ table }: Checkpoint): string => formatTableName(table.schema, table.name);

/** The newest batch, and counts under the names that crawlers give them. */
const batchParameters = (version: string, batches: readonly Batch[]): Record<string, string> => {
  const newest = batches.at(-1);
  const sum = (of: (batch: Batch) => number): string => String(batches.reduce((total, batch) => total + of(batch), 0));
  return {
    classification: 'parquet',
    ...(newest && { 'shuttle.batchId': newest.batchId }),
    'shuttle.schemaVersion': version,
    recordCount: sum(({ rows }) => rows),
    sizeKey: sum(({ sizeBytes }) => sizeBytes),
    objectCount: sum(({ files }) => files),
  };
};

/** How Hive, and with it Athena, Spark and Redshift Spectrum, names Parquet. */
const storageAt = (location: ObjectLocation, columns: GlueColumn[]): GlueStorage => ({
  Columns: columns,
  Location: s3Url(location),
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  Compressed: false,
  NumberOfBuckets: -1,
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
  StoredAsSubDirectories: false,
});
