export type CopyFormat = 'text' | 'csv' | 'json' | 'parquet' | 'orc' | 'avro' | 'fixedwidth' | 'shapefile';

/** COPY with its options as written; conflicts are judged when it runs. */
export interface CopyCommand {
  k: 'copy';
  path: string[];
  columns?: string[];
  /** `s3://bucket/prefix`, or the manifest's whole path. */
  source: string;
  authorization?: { k: 'iamRole'; roles: string[] | 'default' } | { k: 'credentials' };
  format: CopyFormat;
  /** Every option that was written, by its keyword in capitals (`IGNOREHEADER`, `NULL AS`). */
  given: Set<string>;
  /** `auto`, `auto ignorecase`, `noshred`, or the `s3://` path of a JSONPaths file. */
  json?: string;
  delimiter?: string;
  quote?: string;
  nullAs?: string;
  compression?: 'gzip' | 'zstd' | 'bzip2' | 'lzop';
  dateFormat?: string;
  timeFormat?: string;
  /** What stands for an invalid character; absent without ACCEPTINVCHARS. */
  invalidCharacter?: string;
  ignoreHeader: number;
  maxError: number;
  encoding?: string;
}
