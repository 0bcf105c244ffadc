import { RESERVED_WORDS } from '../sql/reserved-words';

const reservedWordList = (): string => `[${[...RESERVED_WORDS].map((word) => `'${word}'`).join(', ')}]`;

/**
 * DuckDB macros that compiled SQL calls, created in the side catalogue's schema of every database. A session's search
 * path is that schema alone, so calls need no qualifier.
 */
export const MACROS: readonly string[] = [
  // A macro's parameter is planned as often as it is named: what is seldom needed is a function.
  'rs_cut(v, n) AS CASE WHEN strlen(v) > n THEN rs_cut_text(v, n) ELSE v END',
  'rs_fit(v, n, type_name) AS CASE WHEN strlen(v) > n THEN rs_fit_text(v, n, type_name) ELSE v END',
  // What a hash makes of NULL is not documented.
  `rs_hashed(v) AS CASE WHEN v IS NULL THEN error('NotSupportedLocally: FNV_HASH of NULL; use COALESCE') ELSE v END`,
  // What COPY of a columnar file says of a value that is too long; the loader adds the file's name.
  `rs_copy_too_long(name, n, data) AS error('The length of the data column ' || name
     || ' is longer than the length defined in the table. Table: ' || n || ', Data: ' || data)`,
  `rs_copy_fit(v, name, n) AS CASE WHEN v IS NULL OR strlen(v) <= n THEN v ELSE rs_copy_too_long(name, n, strlen(v)) END`,
  `rs_copy_fit_bytes(v, name, n) AS CASE
     WHEN v IS NULL OR octet_length(v) <= n THEN v
     ELSE CAST(rs_copy_too_long(name, n, octet_length(v)) AS BLOB) END`,
  `rs_copy_fit_super(v, n) AS CASE
     WHEN v IS NULL OR strlen(v) <= n THEN v
     ELSE error('String value exceeds the max size of ' || n || ' bytes') END`,
  `rs_integer_text(v) AS CASE
     WHEN v IS NULL OR regexp_full_match(v, '\\s*[+-]?[0-9]+\\s*') THEN v
     ELSE error('invalid input syntax for integer: "' || v || '"') END`,
  // A number keeps its own digits: DuckDB's extraction would go through a double.
  `rs_super_text(v) AS CASE json_type(v)
     WHEN 'VARCHAR' THEN v ->> '$'
     WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'NULL' THEN NULL
     ELSE CAST(v AS VARCHAR) END`,
  // Blanks outside strings go; every digit stays, which json() would not grant.
  `rs_json_parse(v) AS CASE
     WHEN v IS NULL THEN NULL
     WHEN json_valid(v) THEN CAST(regexp_replace(v, '("(?:[^"\\\\]|\\\\.)*")|\\s+', '\\1', 'g') AS JSON)
     ELSE error('JSON parsing error: invalid JSON: ' || left(v, 100)) END`,
  // Quoted only when it must be, as Postgres does.
  `rs_quote_ident(v) AS CASE
     WHEN regexp_full_match(v, '[a-z_][a-z0-9_$]*') AND NOT list_contains(${reservedWordList()}, v) THEN v
     ELSE '"' || replace(v, '"', '""') || '"' END`,
  `rs_divisor(v) AS CASE WHEN v = 0 THEN error('division by zero') ELSE v END`,
  `rs_months_text(v) AS CAST(date_part('year', v) AS VARCHAR) || ' years ' || CAST(date_part('month', v) AS VARCHAR) || ' mons'`,
  `rs_days_text(v) AS CAST(date_part('day', v) + 30 * (12 * date_part('year', v) + date_part('month', v)) AS VARCHAR) || ' days '
     || CAST(date_part('hour', v) AS VARCHAR) || ' hours ' || CAST(date_part('minute', v) AS VARCHAR) || ' mins '
     || CAST(date_part('microsecond', v) // 1000000 AS VARCHAR) || '.'
     || CASE WHEN date_part('microsecond', v) % 1000000 = 0 THEN '0'
          ELSE rtrim(lpad(CAST(date_part('microsecond', v) % 1000000 AS VARCHAR), 6, '0'), '0') END || ' secs'`,
  `rs_month_end(d) AS last_day(CAST(d AS DATE)) = CAST(d AS DATE)`,
  // DATEADD by months keeps the last day of a month the last day.
  `rs_add_months(t, n) AS CASE
     WHEN rs_month_end(t)
       THEN CAST(last_day(CAST(t + to_months(n) AS DATE)) AS TIMESTAMP) + (t - date_trunc('day', t))
     ELSE t + to_months(n) END`,
  "rs_format_type(type_oid, typmod) AS coalesce(rs_type_text(CAST(type_oid AS INTEGER), coalesce(typmod, -1)), '???')",
];
