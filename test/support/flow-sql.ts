/** What one SQL text of the product is about. */
export interface FlowSql {
  kind:
    | 'relations'
    | 'late-binding'
    | 'sizes'
    | 'user'
    | 'set'
    | 'count'
    | 'page'
    | 'unload'
    | 'unload-count'
    | 'other';
  /** `schema.name`; empty for statements of no table. */
  table: string;
  /** UNLOAD: where to, without `s3://<bucket>/`. */
  to?: { bucket: string; key: string };
  /** The nested LIMIT, where there is one. */
  limit?: number;
}

/** Tells the product's statements apart, so that an engine of known answers can answer them. */
export const readFlowSql = (sql: string): FlowSql => {
  if (/FROM pg_class c/.test(sql)) return { kind: 'relations', table: '' };
  if (/pg_get_late_binding_view_cols/.test(sql)) return { kind: 'late-binding', table: '' };
  if (/FROM svv_table_info/.test(sql)) return { kind: 'sizes', table: '' };
  if (/current_user/.test(sql)) return { kind: 'user', table: '' };
  if (/pg_last_unload_count/.test(sql)) return { kind: 'unload-count', table: '' };
  if (/^SET /.test(sql)) return { kind: 'set', table: '' };
  const [, schema, name] = /FROM "([^"]+)"\."([^"]+)"/.exec(sql) ?? [];
  if (schema === undefined || name === undefined) return { kind: 'other', table: '' };
  const table = `${schema}.${name}`;
  const limit = /LIMIT (\d+)/.exec(sql)?.[1];
  const bounds = limit === undefined ? {} : { limit: Number(limit) };
  if (/^SELECT COUNT\(\*\) AS row_count/.test(sql)) return { kind: 'count', table, ...bounds };
  const [, bucket, key] = /^UNLOAD [\s\S]*\nTO 's3:\/\/([^/']+)\/([^']+)'/.exec(sql) ?? [];
  if (bucket !== undefined && key !== undefined) return { kind: 'unload', table, to: { bucket, key }, ...bounds };
  return { kind: 'page', table, ...bounds };
};
