import { identifier } from '../identifier';
import { literal } from '../literal';
import { type Sql, sql } from '../sql';
import type { ApplyRequest, ExtractFiles, LoadStatement, ParquetFiles } from './apply-request';
import { copyParquet } from './copy';
import { fileValue } from './file-value';
import { goneStatements, keyOfGone } from './gone';
import type { LoadColumn } from './plan';
import { shareOut } from './share-out';
import { cast } from './shared-value';
import { createTable, META_TYPES } from './stage-table';
import { list, meta, temp } from './tables';
import { typeSql } from './type-sql';
import { guard, verify } from './verify';

/** A batch of an extract: rows are numbered as they are staged, and deletes are rows with a key alone. */
export const extractStage = (request: ApplyRequest, source: ExtractFiles): LoadStatement[] => {
  const { data, pos, at } = source;
  // Without a key there is nothing that a delete could be of.
  const deletes = request.key.length > 0 ? source.deletes : undefined;
  const copied = (table: Sql, files: ParquetFiles): LoadStatement[] => [
    {
      role: 'stage',
      sql: sql`CREATE TEMP TABLE ${table} (${list(files.columns.map((c) => sql`${identifier(c.name)} ${fileValue(c).copied}`))})`,
    },
    ...(files.rows === 0 ? [] : [{ role: 'copy' as const, sql: copyParquet(table, { ...request, ...files }) }]),
  ];
  const constants = (op: string): Sql => sql`${literal(op)}, ${literal(pos)}, CAST(${literal(at)} AS TIMESTAMP)`;
  const values = (files: ParquetFiles) => (column: LoadColumn) => {
    const found = files.columns.find(({ name }) => name === column.from);
    return found === undefined
      ? sql`CAST(NULL AS ${typeSql(column.type)})`
      : fileValue(found).value(identifier(found.name));
  };
  const goneKey = keyOfGone(request);
  const isKey = ({ name }: LoadColumn) => request.key.includes(name);
  const ordered: readonly [Sql, Sql][] = META_TYPES.map(([name, type]) =>
    name === meta.seq ? [name, sql`BIGINT IDENTITY(0,1)`] : [name, type],
  );
  return [
    ...copied(temp.files, data),
    ...(deletes ? copied(temp.deletes, deletes) : []),
    ...verify(request, [
      { table: temp.files, rows: data.rows },
      ...(deletes ? [{ table: temp.deletes, rows: deletes.rows }] : []),
    ]),
    guard(request, temp.files),
    ...(deletes ? [guard(request, temp.deletes)] : []),
    { role: 'stage', sql: createTable(temp.stage, request.columns, ordered, request.distKey) },
    ...shareOut(request, values(data), (name) =>
      name === meta.op ? literal('U') : name === meta.pos ? literal(pos) : sql`CAST(${literal(at)} AS TIMESTAMP)`,
    ),
    ...(deletes
      ? [
          {
            role: 'stage' as const,
            sql: sql`INSERT INTO ${temp.stage} (${list(request.columns.filter(isKey).map(({ name }) => identifier(name)))}, ${meta.op}, ${meta.pos}, ${meta.at})
SELECT ${list(request.columns.filter(isKey).map((column) => cast(values(deletes)(column), column)))}, ${constants('D')} FROM ${temp.deletes}`,
          },
        ]
      : []),
    ...(goneKey ? goneStatements(request, goneKey, source, values(data)) : []),
  ];
};
