import { compileQuery } from '../compile/query';
import type { Query } from '../sql/ast';
import type { CreateTable } from '../sql/command';
import { Cursor } from '../sql/cursor';
import { parseQuery } from '../sql/parse-query';
import { compileChecked, type Outcome, type Statement } from '../statement';
import { createTable } from './create-table';

/** Runs a query given as Redshift SQL or parsed; SELECT ... INTO makes a table. */
export async function select(source: Query | string, s: Statement): Promise<Outcome> {
  const query = typeof source === 'string' ? parseQuery(new Cursor(source, false)) : source;
  if (query.body.k === 'select' && query.body.into) {
    const { into, ...body } = query.body;
    const table: CreateTable = {
      k: 'createTable',
      path: into.path,
      temp: into.temp || (into.path[0] ?? '').startsWith('#'),
      ifNotExists: false,
      columns: [],
      constraints: [],
      like: [],
      attributes: { sortKeys: [], interleaved: false },
      asColumns: [],
      as: { ...query, body },
    };
    return createTable(table, s);
  }
  const compiled = await compileChecked(query, s, (ctx) => compileQuery(query, ctx));
  const result = await s.duck.run(compiled.sql);
  return { result, columns: compiled.columns, affected: result.rowCount };
}
