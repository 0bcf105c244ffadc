import type { Relation } from '../catalog/relation';
import type { RelationReader, StoredRelation } from '../catalog/relation-reader';
import type { Query } from '../sql/ast';
import { Cursor } from '../sql/cursor';
import { parseQuery } from '../sql/parse-query';
import { formatType } from '../types';
import type { CompileContext, LateBindingColumn, ViewQuery } from './context';
import { compileQuery } from './query';

type Loaded = Pick<CompileContext, 'relations' | 'viewQueries' | 'columnNames'> & { needsLateBindingColumns: boolean };

interface Names {
  paths: string[][];
  ctes: Set<string>;
  functions: Set<string>;
  columns: Set<string>;
}

const noNames = (): Names => ({ paths: [], ctes: new Set(), functions: new Set(), columns: new Set() });

/** Stands for every column. */
const ALL_COLUMNS = '*';

/** Walks any parsed value for the relations it names; `{k: 'table'}` nodes and their kin. */
function collectNames(node: unknown, names: Names): Names {
  if (Array.isArray(node)) for (const item of node) collectNames(item, names);
  else if (node !== null && typeof node === 'object') {
    const record = node as Record<string, unknown>;
    if (record.k === 'table') names.paths.push(record.path as string[]);
    if (record.k === 'query') for (const cte of (node as Query).ctes) names.ctes.add(cte.name);
    if (record.k === 'column') names.columns.add((record.path as string[]).at(-1) as string);
    if (record.k === 'star' || record.natural === true) names.columns.add(ALL_COLUMNS);
    if (Array.isArray(record.using)) for (const name of record.using) names.columns.add(name as string);
    if (isCountOfRows(record)) return names;
    if (record.k === 'function') names.functions.add(((record.call as { name: string[] }).name.at(-1) ?? '') as string);
    for (const value of Object.values(record)) if (typeof value === 'object') collectNames(value, names);
  }
  return names;
}

/** COUNT(*) without OVER and the like reads no column. */
const isCountOfRows = ({ k, name, args, over }: Record<string, unknown>): boolean =>
  k === 'call' &&
  over === undefined &&
  (name as string[]).at(-1) === 'count' &&
  (args as { k: string }[]).every((arg) => arg.k === 'star');

/** Looks up every relation that a parsed statement names, and those that its views name in turn. */
export async function loadRelations(
  node: unknown,
  reader: RelationReader,
  searchPath: readonly string[],
): Promise<Loaded> {
  const relations = new Map<string, Relation | undefined>();
  const viewQueries = new Map<number, ViewQuery>();
  const functions = new Set<string>();
  const columns = new Set<string>();
  const visit = async (inner: unknown, path: readonly string[]): Promise<void> => {
    const names = collectNames(inner, noNames());
    for (const name of names.functions) functions.add(name);
    for (const name of names.columns) columns.add(name);
    for (const tablePath of names.paths) {
      const key = tablePath.join('.');
      if (relations.has(key)) continue;
      const found = await reader.find(tablePath, path);
      relations.set(key, found);
      if (found?.kind === 'view' && !viewQueries.has(found.oid)) await visitView(found as StoredRelation);
    }
  };
  const visitView = async (view: StoredRelation): Promise<void> => {
    const query = await parseView(view, reader);
    viewQueries.set(view.oid, { query, columns: view.viewColumns });
    await visit(query, view.searchPath);
  };
  await visit(node, searchPath);
  return {
    relations,
    viewQueries,
    columnNames: columns.has(ALL_COLUMNS) ? undefined : columns,
    needsLateBindingColumns: functions.has('pg_get_late_binding_view_cols'),
  };
}

/** A view's query with its bare names made full, since its reader's search path may differ from its maker's. */
async function parseView(view: StoredRelation, reader: RelationReader): Promise<Query> {
  const query = parseQuery(new Cursor(view.definition as string, false));
  const names = collectNames(query, noNames());
  for (const path of names.paths) {
    if (path.length > 1 || names.ctes.has(path[0] as string)) continue;
    const found = await reader.find(path, view.searchPath);
    if (found && found.kind !== 'system') path.unshift(found.schema);
  }
  return query;
}

/** The columns of all late-binding views whose tables exist. A broken view is left out, as Redshift does with a warning. */
export async function lateBindingColumns(
  reader: RelationReader,
  base: Omit<CompileContext, keyof Loaded>,
): Promise<LateBindingColumn[]> {
  const columns: LateBindingColumn[] = [];
  for (const view of await reader.lateBindingViews()) {
    try {
      const query = await parseView(view, reader);
      const loaded = await loadRelations(query, reader, view.searchPath);
      const compiled = compileQuery(query, { ...base, ...loaded, recordReads: false });
      compiled.columns.forEach((column, i) => {
        columns.push({
          schema: view.schema,
          view: view.name,
          name: view.viewColumns[i] ?? column.name,
          type: formatType(column.type ?? { name: 'varchar' }),
          num: i + 1,
        });
      });
    } catch {
      // A table that the view names is gone.
    }
  }
  return columns;
}
