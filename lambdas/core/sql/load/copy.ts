import { type ObjectLocation, s3Url } from '../../batch/object-keys';
import { integer, literal } from '../literal';
import { type Sql, sql } from '../sql';
import { list } from './tables';

export interface CopySource {
  manifest: ObjectLocation;
  iamRole: string;
}

export const roleSql = (iamRole: string): Sql => (iamRole === 'default' ? sql`default` : literal(iamRole));

/**
 * COPY of gzip NDJSON. With a column list a key that a row lacks is NULL, and keys without a column are passed over:
 * https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html#copy-json
 */
export const copyJson = (
  table: Sql,
  columns: readonly Sql[],
  { manifest, iamRole, maxErrors }: CopySource & { maxErrors?: number },
): Sql =>
  sql`COPY ${table} (${list(columns)})
FROM ${literal(s3Url(manifest))}
IAM_ROLE ${roleSql(iamRole)}
MANIFEST GZIP
FORMAT AS JSON 'auto'
TIMEFORMAT 'auto' DATEFORMAT 'auto'
COMPUPDATE OFF STATUPDATE OFF${maxErrors === undefined ? sql`` : sql`\nMAXERROR ${integer(maxErrors)}`}`;

/**
 * COPY of Parquet goes by position into a table that has the files' columns and no other. It takes few options, and not
 * COMPUPDATE: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
 */
export const copyParquet = (table: Sql, { manifest, iamRole }: CopySource): Sql =>
  sql`COPY ${table}
FROM ${literal(s3Url(manifest))}
IAM_ROLE ${roleSql(iamRole)}
MANIFEST
FORMAT AS PARQUET
STATUPDATE OFF`;
