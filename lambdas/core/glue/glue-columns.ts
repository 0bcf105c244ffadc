import type { SchemaColumn, TableSchema } from '../catalog/table-schema';
import { formatTableName } from '../config/table-name';
import { CatalogNameInvalid, NameCollision } from '../errors';
import type { GlueColumn } from './glue-table';
import { MAX_NAME_BYTES } from './table-name';

/** The partition key of an incremental table: its value is the batch's id. */
export const BATCH_KEY: GlueColumn = { Name: 'batch', Type: 'string', Comment: 'batch that the row came with' };

/**
 * The columns of a table or partition, named in lower case as Glue and Hive keep them; readers find them in the files
 * without regard to case. The comment is the type in Redshift.
 *
 * @param keys partition keys, which no column may be named like
 * @throws NameCollision, CatalogNameInvalid naming every column
 */
export const glueColumns = (schema: TableSchema, keys: readonly GlueColumn[]): GlueColumn[] => {
  const table = formatTableName(schema.table.schema, schema.table.name);
  const taken = new Map(keys.map(({ Name }) => [Name, 'the partition key']));
  const collisions: string[] = [];
  const unfit: string[] = [];
  const columns = schema.columns.map((column) => {
    const name = column.name.toLowerCase();
    const other = taken.get(name);
    const quoted = JSON.stringify(column.name);
    if (other === undefined) taken.set(name, quoted);
    else collisions.push(`${other} and ${quoted} would both be ${name}`);
    if (!FIT.test(name) || Buffer.byteLength(name) > MAX_NAME_BYTES) unfit.push(quoted);
    return { Name: name, Type: column.glueType, Comment: commentOf(column) };
  });
  if (collisions.length > 0) {
    throw new NameCollision(
      `columns of ${table} would have one name in the Glue Data Catalog: ${collisions.join('; ')}. Exclude one, or ` +
        'extract a view that names them apart',
    );
  }
  if (unfit.length > 0) {
    throw new CatalogNameInvalid(
      `columns of ${table} have names that tables in the Glue Data Catalog cannot have (with a comma or a control ` +
        `character, or over ${MAX_NAME_BYTES} bytes): ${unfit.join(', ')}. Exclude them, or extract a view that names them anew`,
    );
  }
  return columns;
};

/** Glue takes one line of text; Hive and Athena keep the names of columns as a list with commas. */
const FIT = /^[^\p{Cc},]+$/u;

/** At most 255 characters of one line, which no type reaches. */
const commentOf = ({ redshiftType, encoding }: SchemaColumn): string =>
  encoding === undefined ? redshiftType : `${redshiftType} as ${encoding === 'hex' ? 'hex' : 'hex of EWKB'}`;
