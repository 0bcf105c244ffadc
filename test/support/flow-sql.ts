/** What one SQL text of the product is about. */
export interface FlowSql {
  kind:
    | 'relations'
    | 'late-binding'
    | 'sizes'
    | 'user'
    | 'set'
    | 'count'
    | 'bounds'
    | 'page'
    | 'unload'
    | 'tail'
    | 'keys'
    | 'gone'
    | 'key-counts'
    | 'key-check'
    | 'unload-count'
    | 'temp'
    | 'other';
  /** `schema.name`; empty for statements of no table; of several the first. */
  table: string;
  /** UNLOAD: where to, without `s3://<bucket>/`. */
  to?: { bucket: string; key: string };
  /** The nested LIMIT, where there is one. */
  limit?: number;
  /** The key below which rows are settled, of a window or a later chunk. */
  low?: string;
  /** A window is cut after so many rows. */
  isChunk?: true;
  /** Of several tables: what is asked of each. */
  rows?: FlowSql[];
}

/** Tells the product's statements apart, so that an engine of known answers can answer them. */
export const readFlowSql = (sql: string): FlowSql => {
  if (/FROM pg_class c/.test(sql)) return { kind: 'relations', table: '' };
  if (/pg_get_late_binding_view_cols/.test(sql)) return { kind: 'late-binding', table: '' };
  if (/FROM svv_table_info/.test(sql)) return { kind: 'sizes', table: '' };
  if (/current_user/.test(sql)) return { kind: 'user', table: '' };
  if (/pg_last_unload_count/.test(sql)) return { kind: 'unload-count', table: '' };
  if (/^SET /.test(sql)) return { kind: 'set', table: '' };
  if (/AS gone_keys/.test(sql)) return { kind: 'key-counts', table: '' };
  const table = tableOf(sql);
  if (/^(CREATE TEMP TABLE|COPY) /.test(sql)) return { kind: 'temp', table };
  const window = windowOf(sql);
  if (/AS tail_count/.test(sql)) {
    const rows = sql.split('\nUNION ALL\n').map((row) => ({
      kind: 'bounds' as const,
      table: tableOf(row),
      ...windowOf(row),
    }));
    return { kind: 'bounds', table, ...window, rows };
  }
  if (/AS duplicate_keys/.test(sql)) return { kind: 'key-check', table };
  const [, bucket, key] = /^UNLOAD [\s\S]*\nTO 's3:\/\/([^/']+)\/([^']+)'/.exec(sql) ?? [];
  if (bucket !== undefined && key !== undefined) {
    const [, folder = '', schema, name, batchId = ''] = /(\w+)\/([^/]+)\/([^/]+)\/batch=([^/]+)\/$/.exec(key) ?? [];
    const kind =
      folder === 'keys' ? 'keys' : folder === 'deletes' ? 'gone' : batchId.endsWith('-tail') ? 'tail' : 'unload';
    return { kind, table: `${schema}.${name}`, to: { bucket, key }, ...window };
  }
  if (table === '') return { kind: 'other', table };
  if (/^SELECT COUNT\(\*\) AS row_count/.test(sql)) return { kind: 'count', table, ...window };
  return { kind: / OR "updated_at" IS NULL\)+$/.test(sql) ? 'tail' : 'page', table, ...window };
};

const tableOf = (sql: string): string => {
  const [, schema, name] = /FROM "([^"]+)"\."([^"]+)"/.exec(sql) ?? [];
  return schema === undefined || name === undefined ? '' : `${schema}.${name}`;
};

const windowOf = (sql: string): Pick<FlowSql, 'limit' | 'low' | 'isChunk'> => {
  const limit = /LIMIT (\d+)\) limited/.exec(sql)?.[1];
  const low = /"updated_at" >= CAST\('+([^']+)'+ AS TIMESTAMP\)/.exec(sql)?.[1];
  return {
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(low !== undefined && { low }),
    ...(/LIMIT \d+\) chunk/.test(sql) && { isChunk: true as const }),
  };
};
