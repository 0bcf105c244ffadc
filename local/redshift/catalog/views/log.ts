import type { SystemView } from '../system-views';

/** The history tables of one engine, in a DuckDB database of their own: written outside the user's transactions. */
export const LOG_DDL: readonly string[] = [
  `CREATE TABLE rs_log.queries(query_id BIGINT, user_name VARCHAR, database_name VARCHAR, session_id INTEGER, query_type VARCHAR, status VARCHAR,
     start_time TIMESTAMP, end_time TIMESTAMP, returned_rows BIGINT, error_message VARCHAR, query_text VARCHAR)`,
  `CREATE TABLE rs_log.unloads(query_id BIGINT, session_id INTEGER, path VARCHAR, start_time TIMESTAMP, end_time TIMESTAMP, line_count BIGINT,
     transfer_size BIGINT, file_format VARCHAR)`,
];

const view = (name: string, sql: string, extra: Partial<SystemView> = {}): SystemView => ({
  name,
  relation: { schema: 'pg_catalog', name },
  sql,
  ...extra,
});

export const LOG_VIEWS: readonly SystemView[] = [
  view(
    'sys_query_history',
    `SELECT 100 AS user_id, query_id, NULL::VARCHAR AS query_label, 0::BIGINT AS transaction_id, session_id, database_name, query_type, status,
       false AS result_cache_hit, start_time, end_time, epoch_us(end_time) - epoch_us(start_time) AS elapsed_time, 0::BIGINT AS queue_time,
       epoch_us(end_time) - epoch_us(start_time) AS execution_time, error_message, returned_rows, 0::BIGINT AS returned_bytes, query_text
     FROM rs_log.queries WHERE getvariable('rs_superuser')::BOOLEAN OR user_name = getvariable('rs_user')::VARCHAR`,
  ),
  view(
    'sys_unload_history',
    `SELECT 100 AS user_id, query_id, session_id, getvariable('rs_database')::VARCHAR AS database_name, 'finished' AS status, min(start_time) AS start_time,
       max(end_time) AS end_time, 0::BIGINT AS duration, min(file_format) AS file_format, 'none' AS compression_type,
       sum(transfer_size)::BIGINT AS unloaded_files_size, sum(line_count)::BIGINT AS unloaded_rows, count(*)::BIGINT AS unloaded_files_count
     FROM rs_log.unloads GROUP BY query_id, session_id`,
  ),
  view(
    'stl_unload_log',
    `SELECT 100 AS userid, query_id AS query, 0 AS slice, session_id AS pid, path, start_time, end_time, line_count, transfer_size,
       file_format FROM rs_log.unloads`,
    { provisionedOnly: true },
  ),
];
