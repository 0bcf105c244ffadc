import type { SystemView } from '../system-views';

/** The history tables of one engine, in a DuckDB database of their own: written outside the user's transactions. */
export const LOG_DDL: readonly string[] = [
  `CREATE TABLE rs_log.queries(query_id BIGINT, user_name VARCHAR, database_name VARCHAR, session_id INTEGER, query_type VARCHAR, status VARCHAR,
     start_time TIMESTAMP, end_time TIMESTAMP, returned_rows BIGINT, error_message VARCHAR, query_text VARCHAR)`,
  `CREATE TABLE rs_log.unloads(query_id BIGINT, session_id INTEGER, path VARCHAR, start_time TIMESTAMP, end_time TIMESTAMP, line_count BIGINT,
     transfer_size BIGINT, file_format VARCHAR)`,
  `CREATE TABLE rs_log.loads(query_id BIGINT, session_id INTEGER, user_name VARCHAR, database_name VARCHAR, status VARCHAR, table_name VARCHAR,
     start_time TIMESTAMP, end_time TIMESTAMP, data_source VARCHAR, file_format VARCHAR, loaded_rows BIGINT, loaded_bytes BIGINT,
     source_file_count INTEGER, error_count INTEGER)`,
  `CREATE TABLE rs_log.load_errors(query_id BIGINT, session_id INTEGER, user_name VARCHAR, database_name VARCHAR, table_id BIGINT,
     start_time TIMESTAMP, file_name VARCHAR, line_number BIGINT, column_name VARCHAR, column_type VARCHAR, column_length VARCHAR,
     "position" INTEGER, raw_line VARCHAR, raw_field_value VARCHAR, error_code INTEGER, error_message VARCHAR)`,
];

const view = (name: string, sql: string, extra: Partial<SystemView> = {}): SystemView => ({
  name,
  relation: { schema: 'pg_catalog', name },
  sql,
  ...extra,
});

/** Plain users see their own entries. */
const MINE = "getvariable('rs_superuser')::BOOLEAN OR user_name = getvariable('rs_user')::VARCHAR";

export const LOG_VIEWS: readonly SystemView[] = [
  view(
    'sys_query_history',
    `SELECT 100 AS user_id, query_id, NULL::VARCHAR AS query_label, 0::BIGINT AS transaction_id, session_id, database_name, query_type, status,
       false AS result_cache_hit, start_time, end_time, epoch_us(end_time) - epoch_us(start_time) AS elapsed_time, 0::BIGINT AS queue_time,
       epoch_us(end_time) - epoch_us(start_time) AS execution_time, error_message, returned_rows, 0::BIGINT AS returned_bytes, query_text
     FROM rs_log.queries WHERE ${MINE}`,
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
  view(
    'sys_load_history',
    `SELECT 100 AS user_id, query_id, 0::BIGINT AS transaction_id, session_id, database_name, status, table_name, start_time, end_time,
       epoch_us(end_time) - epoch_us(start_time) AS duration, data_source, file_format, loaded_rows, loaded_bytes, source_file_count,
       loaded_bytes AS source_file_bytes, source_file_count AS file_count_scanned, loaded_bytes AS file_bytes_scanned, error_count,
       NULL::BIGINT AS copy_job_id
     FROM rs_log.loads WHERE ${MINE}`,
  ),
  view(
    'sys_load_error_detail',
    `SELECT 100 AS user_id, query_id, 0::BIGINT AS transaction_id, session_id, database_name, table_id, start_time, file_name, line_number,
       column_name, column_type, column_length, "position", error_code, error_message, NULL::BIGINT AS copy_job_id
     FROM rs_log.load_errors WHERE ${MINE}`,
  ),
  view(
    'stl_load_errors',
    `SELECT 100 AS userid, 0 AS slice, table_id::INTEGER AS tbl, start_time AS starttime, session_id AS session, query_id::INTEGER AS query,
       file_name AS filename, line_number, column_name AS colname, column_type AS type, column_length AS col_length, "position", raw_line,
       raw_field_value, error_code AS err_code, error_message AS err_reason, 0 AS is_partial, 0::BIGINT AS start_offset, NULL::BIGINT AS copy_job_id
     FROM rs_log.load_errors WHERE ${MINE}`,
    { provisionedOnly: true },
  ),
];
