import { identifier } from '../identifier';
import { literal } from '../literal';
import { type Sql, sql } from '../sql';
import type { ApplyRequest, LoadStatement, ParquetFiles } from './apply-request';
import { copyJson, copyParquet } from './copy';
import { exactCast } from './exact-cast';
import { fileValue } from './file-value';
import { valueFit } from './fits';
import type { LoadColumn } from './plan';
import { quarantinedColumns } from './quarantine';
import { columnNames, list, meta, temp } from './tables';
import { typeSql } from './type-sql';
import { guard, verify } from './verify';

const META_TYPES: readonly [name: Sql, type: Sql][] = [
  [meta.op, sql`CHAR(1)`],
  [meta.pos, sql`VARCHAR(64)`],
  [meta.at, sql`TIMESTAMP`],
  [meta.seq, sql`BIGINT`],
  [meta.absent, sql`VARCHAR(65535)`],
];
const metaNames = META_TYPES.map(([name]) => name);

/**
 * Fills `shuttle_stage`: the target's columns with the target's types, and what orders the changes. A batch that the
 * ledger knows stages nothing.
 *
 * Files of changes are copied straight into it, unless values of a column are to be shared out; Parquet always goes
 * through a table that has the files' own columns.
 */
export const stageStatements = (request: ApplyRequest): LoadStatement[] => {
  const { source } = request;
  if (source.format === 'parquet') return extractStage(request, source);
  const direct = request.columns.every(({ take }) => take === 'all' || take === 'none');
  const into = direct ? temp.stage : temp.files;
  const columns = direct ? request.columns.map(({ name, type }) => ({ name, type })) : filesColumns(request.columns);
  const empty = new Set(request.columns.filter(({ take }) => take === 'none').map(({ name }) => name));
  const copied = columns.filter(({ name }) => !direct || !empty.has(name));
  const names = [...copied.map(({ name }) => identifier(name)), ...metaNames];
  const staged: LoadStatement[] = [
    { role: 'stage', sql: createTable(into, columns, META_TYPES, direct ? request.distKey : undefined) },
    ...(source.rows === 0 ? [] : [{ role: 'copy' as const, sql: copyJson(into, names, { ...source, ...request }) }]),
    ...verify(request, [{ table: into, rows: source.rows }]),
    guard(request, into),
  ];
  if (direct) return staged;
  const value = ({ from }: LoadColumn) => identifier(from);
  return [
    ...staged,
    { role: 'stage', sql: createTable(temp.stage, request.columns, META_TYPES, request.distKey) },
    ...shareOut(request, value, (name) => name),
  ];
};

/** A batch of an extract: rows are numbered as they are staged, and deletes are rows with a key alone. */
const extractStage = (
  request: ApplyRequest,
  source: ApplyRequest['source'] & { format: 'parquet' },
): LoadStatement[] => {
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
  ];
};

const cast = (value: Sql, { type, fromType }: LoadColumn): Sql => exactCast(value, fromType, type);

/** From the files' table into the stage; where a value has no place, the row stays behind. */
const shareOut = (
  request: ApplyRequest,
  readValue: (column: LoadColumn) => Sql,
  metaOf: (name: Sql) => Sql,
): LoadStatement[] => {
  const names = request.source.format === 'parquet' ? [meta.op, meta.pos, meta.at] : metaNames;
  const unplaced = unplacedTest(request, readValue);
  const where = unplaced === undefined ? sql`` : sql`\nWHERE NOT (${unplaced})`;
  const insert: LoadStatement = {
    role: 'stage',
    sql: sql`INSERT INTO ${temp.stage} (${list([...columnNames(request), ...names])})
SELECT ${list([...request.columns.map((column) => taken(column, readValue(column), request)), ...names.map(metaOf)])} FROM ${temp.files}${where}`,
  };
  if (unplaced === undefined) return [insert];
  const set: LoadStatement = {
    role: 'classify',
    sql: sql`CREATE TEMP TABLE ${temp.refused} AS SELECT * FROM ${temp.files} WHERE ${unplaced}`,
  };
  return [set, insert];
};

/** Tells rows with a value that fits neither its column nor a conflict column. */
const unplacedTest = (request: ApplyRequest, readValue: (column: LoadColumn) => Sql): Sql | undefined => {
  const tests = request.columns
    .filter(
      ({ take, from }) => take === 'fitting' && !request.columns.some((c) => c.take === 'rest' && c.from === from),
    )
    .map((column) => {
      const value = readValue(column);
      return sql`(${value} IS NOT NULL AND NOT ${valueFit(column.fromType, column.type, value).test})`;
    });
  return tests.length === 0 ? undefined : tests.reduce((all, test) => sql`${all} OR ${test}`);
};

const taken = (column: LoadColumn, value: Sql, request: ApplyRequest): Sql => {
  if (column.take === 'none') return sql`CAST(NULL AS ${typeSql(column.type)})`;
  if (column.take === 'all') return request.source.format === 'parquet' ? cast(value, column) : value;
  const main = request.columns.find(({ from, take }) => from === column.from && take === 'fitting');
  if (main === undefined) return cast(value, column);
  const { test, value: fitting } = valueFit(main.fromType, main.type, value);
  return column.take === 'fitting'
    ? sql`CASE WHEN ${value} IS NULL THEN NULL WHEN ${test} THEN ${fitting} END`
    : sql`CASE WHEN ${value} IS NULL THEN NULL WHEN ${test} THEN NULL ELSE ${cast(value, column)} END`;
};

/** The rows that stayed behind, as text files take them. Those of Parquet have plain types already. */
export const refusedRows = (request: ApplyRequest): Sql => {
  const columns = request.source.format === 'json' ? quarantinedColumns(filesColumns(request.columns)) : sql`*`;
  return sql`SELECT ${columns} FROM ${temp.refused}`;
};

/** The files' own columns, each once: with the target's type where all values fit it. */
const filesColumns = (columns: readonly LoadColumn[]): { name: string; type: string }[] => {
  const types = new Map<string, string>();
  for (const { from, fromType, type, take } of columns) {
    if (take !== 'none') types.set(from, take === 'all' ? type : fromType);
  }
  return [...types].map(([name, type]) => ({ name, type }));
};

const createTable = (
  table: Sql,
  columns: readonly { name: string; type: string }[],
  extra: readonly (readonly [Sql, Sql])[],
  distKey: string | undefined,
): Sql => {
  const definitions = [
    ...columns.map(({ name, type }) => sql`${identifier(name)} ${typeSql(type, name)}`),
    ...extra.map(([name, type]) => sql`${name} ${type}`),
  ];
  const isThere = distKey !== undefined && columns.some(({ name }) => name === distKey);
  return sql`CREATE TEMP TABLE ${table} (${list(definitions)})${isThere ? sql` DISTKEY (${identifier(distKey)})` : sql``}`;
};
