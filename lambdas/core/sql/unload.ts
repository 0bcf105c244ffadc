import { type ObjectLocation, s3Url } from '../batch/object-keys';
import { integer, literal } from './literal';
import { Sql, sql } from './sql';

export interface UnloadOptions {
  /** What to read; a LIMIT must be nested, since UNLOAD refuses one in the outer SELECT. */
  query: Sql;
  /** The prefix that the files' names begin with. Nothing may be there. */
  to: ObjectLocation;
  /** An ARN, a comma chain of ARNs without blanks, or `default`. */
  iamRole: string;
  maxFileSizeMb: number;
  /** The bucket's region where it is not the warehouse's. */
  region?: string | undefined;
  kmsKeyArn?: string | undefined;
}

/**
 * UNLOAD to Parquet with a verbose manifest. Neither ALLOWOVERWRITE nor CLEANPATH: files that are there already mean
 * that a prefix was used twice, which must fail.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
 */
export const unload = (options: UnloadOptions): Sql => {
  const role = options.iamRole === 'default' ? sql`default` : literal(options.iamRole);
  const clauses = [
    sql`UNLOAD (${literal(options.query.text)})`,
    sql`TO ${literal(s3Url(options.to))}`,
    sql`IAM_ROLE ${role}`,
    sql`FORMAT AS PARQUET`,
    sql`MANIFEST VERBOSE`,
    sql`MAXFILESIZE ${integer(options.maxFileSizeMb)} MB`,
  ];
  if (options.region !== undefined) clauses.push(sql`REGION AS ${literal(options.region)}`);
  if (options.kmsKeyArn !== undefined) clauses.push(sql`KMS_KEY_ID ${literal(options.kmsKeyArn)} ENCRYPTED`);
  return Sql.trusted(clauses.map((clause) => clause.text).join('\n'));
};

/** Where UNLOAD puts its manifest: the prefix with `manifest` behind it, among the data. */
export const unloadManifestLocation = (to: ObjectLocation): ObjectLocation => ({ ...to, key: `${to.key}manifest` });
