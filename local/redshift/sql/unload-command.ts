/** UNLOAD with its options as written; conflicts are judged when it runs. */
export interface UnloadCommand {
  k: 'unload';
  /** The inner SELECT, its literal decoded once. */
  select: string;
  /** `s3://bucket/prefix`. */
  target: string;
  authorization?: { k: 'iamRole'; roles: string[] | 'default' } | { k: 'credentials' };
  format: 'text' | 'csv' | 'json' | 'parquet';
  manifest: boolean;
  manifestVerbose: boolean;
  header: boolean;
  delimiter?: string;
  fixedWidth?: string;
  nullAs?: string;
  addQuotes: boolean;
  escape: boolean;
  compression?: 'gzip' | 'zstd' | 'bzip2';
  encrypted: boolean;
  encryptedAuto: boolean;
  kmsKeyId?: string;
  partitionBy: string[];
  partitionInclude: boolean;
  parallel: boolean;
  allowOverwrite: boolean;
  cleanPath: boolean;
  maxFileSizeBytes?: number;
  rowGroupSizeMb?: number;
  region?: string;
  extension?: string;
}
