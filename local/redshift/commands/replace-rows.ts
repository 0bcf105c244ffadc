import type { Relation } from '../catalog/relation';
import { redshiftError } from '../errors';
import { duckName } from '../sql/string-literal';
import type { Statement } from '../statement';

/** The scratch table's column of the row that a new one replaces. */
export const ROW = 'rs_row';

/**
 * Puts new rows in the place of old ones. Redshift's UPDATE deletes and inserts, and so must the laptop's: DuckDB sees
 * no conflict between an UPDATE of a row and a DELETE of it elsewhere.
 * @param select rows `rs_row, column, ...`: the row number of the old one and all columns of the new one in their order
 * @param isStrict whether two new rows for one old one are an error; otherwise any of them wins
 * @returns rows replaced
 */
export async function replaceRows(table: Relation, select: string, isStrict: boolean, s: Statement): Promise<number> {
  const scratch = `temp.main.${duckName(`rs_update_${s.queryId}`)}`;
  const columns = table.columns.map((column) => duckName(column.name)).join(', ');
  await s.duck.run(`CREATE TEMP TABLE ${scratch} AS SELECT * FROM (${select}) AS v (${ROW}, ${columns})`);
  if (isStrict) {
    const twice = await s.duck.rows(`SELECT 1 FROM ${scratch} GROUP BY ${ROW} HAVING count(*) > 1 LIMIT 1`);
    if (twice.length > 0) throw redshiftError('Found multiple matches to update the same tuple.', '21000');
  }
  await s.duck.run(`DELETE FROM ${table.duck} WHERE rowid IN (SELECT ${ROW} FROM ${scratch})`);
  const inserted = await s.duck.run(
    `INSERT INTO ${table.duck} (${columns}) SELECT ${columns} FROM (SELECT DISTINCT ON (${ROW}) * FROM ${scratch})`,
  );
  await s.duck.run(`DROP TABLE ${scratch}`);
  return inserted.rowsChanged;
}
