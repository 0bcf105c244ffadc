/*
 * Tables and partitions as the Glue Data Catalog takes and gives them. The names of the inputs' members are Glue's own,
 * so that a client hands them on as they are.
 */

export interface GlueColumn {
  Name: string;
  Type: string;
  Comment?: string;
}

export interface GlueStorage {
  Columns: GlueColumn[];
  /** `s3://bucket/prefix/`, with the slash at the end that Athena asks for. */
  Location: string;
  InputFormat: string;
  OutputFormat: string;
  Compressed: boolean;
  NumberOfBuckets: number;
  SerdeInfo: { SerializationLibrary: string; Parameters: Record<string, string> };
  StoredAsSubDirectories: boolean;
}

export interface GlueTableInput {
  Name: string;
  Description: string;
  TableType: string;
  PartitionKeys: GlueColumn[];
  StorageDescriptor: GlueStorage;
  Parameters: Record<string, string>;
}

export interface GluePartitionInput {
  /** One for each partition key. */
  Values: string[];
  StorageDescriptor: GlueStorage;
  Parameters: Record<string, string>;
}

/** A table as it was found. What a foreign table leaves out is the empty text. */
export interface FoundTable {
  /** Counts the table's updates; an update may be conditional on it. */
  versionId: string;
  tableType: string;
  location: string;
  inputFormat: string;
  serde: string;
  columns: GlueColumn[];
  partitionKeys: GlueColumn[];
  parameters: Readonly<Record<string, string>>;
}

/** A partition as it was found. */
export interface FoundPartition {
  values: string[];
  location: string;
  parameters: Readonly<Record<string, string>>;
}
