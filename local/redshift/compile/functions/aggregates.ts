import { notSupportedLocally } from '../../errors';
import { BOOL, FLOAT8, INT8, isFloat, isInteger, type RsType, VARCHAR } from '../../types';
import type { Call } from '../call';
import { toText } from '../cast';
import type { Compiled } from '../context';
import { comparisonKey } from '../operators';
import { approximateCount, createSketch } from './sketches';

interface Clauses {
  distinct: string;
  orderBy: string;
  over: string;
  /** Types of the WITHIN GROUP keys, where known. */
  orderTypes?: readonly (RsType | undefined)[];
}

type Build = (call: Call, clauses: Clauses) => Compiled;

/** Functions that need OVER. */
export const WINDOW_ONLY = new Set(
  'row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value'.split(' '),
);

const sqlOf = (call: Call): string => call.args.map((arg) => arg.sql).join(', ');
const plain =
  (duck: string, type?: RsType): Build =>
  (call, c) => {
    const sql = `${duck}(${c.distinct}${sqlOf(call)}${c.orderBy})${c.over}`;
    return type ? { sql, type } : { sql };
  };
/** A function whose result has the type of its first argument. */
const likeArgument =
  (duck: string): Build =>
  (call, c) => {
    const nulls = call.expr.nulls === 'ignore' ? ' IGNORE NULLS' : '';
    const sql = `${duck}(${c.distinct}${sqlOf(call)}${nulls})${c.over}`;
    const type = call.args[0]?.type;
    return type ? { sql, type } : { sql };
  };

/** Redshift adds int2 and int4 up to int8, int8 to numeric(38,0). */
const sum: Build = (call, c) => {
  const type = call.args[0]?.type;
  const sql = `sum(${c.distinct}${sqlOf(call)})${c.over}`;
  if (type?.name === 'int2' || type?.name === 'int4') return { sql: `CAST(${sql} AS BIGINT)`, type: INT8 };
  if (type?.name === 'int8') {
    return { sql: `CAST(${sql} AS DECIMAL(38,0))`, type: { name: 'numeric', precision: 38, scale: 0 } };
  }
  if (type?.name === 'numeric') {
    if (type.scale === undefined) return { sql, type: { name: 'numeric' } };
    return {
      sql: `CAST(${sql} AS DECIMAL(38,${type.scale}))`,
      type: { name: 'numeric', precision: 38, scale: type.scale },
    };
  }
  return isFloat(type) ? { sql, type: FLOAT8 } : { sql };
};

/** AVG of integers is an integer in Redshift. */
const avg: Build = (call, c) => {
  const type = call.args[0]?.type;
  const sql = sqlOf(call);
  if (isInteger(type)) {
    return {
      sql: `CAST(sum(${c.distinct}${sql})${c.over} // count(${c.distinct}${sql})${c.over} AS BIGINT)`,
      type: INT8,
    };
  }
  if (!isFloat(type)) throw notSupportedLocally('AVG of NUMERIC; cast it to FLOAT8');
  return { sql: `avg(${c.distinct}${sql})${c.over}`, type: FLOAT8 };
};

const listagg: Build = (call, c) => {
  const [value, separator] = call.args;
  const text = value ? toText(value) : 'NULL';
  return { sql: `string_agg(${c.distinct}${text}, ${separator?.sql ?? "''"}${c.orderBy})${c.over}`, type: VARCHAR };
};

/** DuckDB has PERCENTILE_DISC and _CONT as windows under other names, without an order of their own. */
const percentile =
  (duck: string, windowed: string): Build =>
  (call, c) => {
    const key = c.orderBy.replace(/ NULLS (FIRST|LAST)$/, '').trim();
    const type = duck === 'percentile_disc' ? c.orderTypes?.[0] : undefined;
    if (c.over === '') return { sql: `${duck}(${sqlOf(call)}) WITHIN GROUP (${key})`, ...(type && { type }) };
    if (/ DESC$/.test(key)) throw notSupportedLocally(`${duck}() with DESC over a window`);
    return { sql: `${windowed}(${key.replace(/^ORDER BY /, '')}, ${sqlOf(call)})${c.over}`, ...(type && { type }) };
  };

const AGGREGATES: Record<string, Build> = {
  count: (call, c) => {
    const [arg] = call.args;
    const sql = c.distinct !== '' && arg ? comparisonKey(arg) : sqlOf(call);
    return { sql: `count(${c.distinct}${sql})${c.over}`, type: INT8 };
  },
  sum,
  avg,
  min: likeArgument('min'),
  max: likeArgument('max'),
  any_value: likeArgument('any_value'),
  bool_and: plain('bool_and', BOOL),
  bool_or: plain('bool_or', BOOL),
  listagg,
  stddev: plain('stddev_samp', FLOAT8),
  stddev_samp: plain('stddev_samp', FLOAT8),
  stddev_pop: plain('stddev_pop', FLOAT8),
  variance: plain('var_samp', FLOAT8),
  var_samp: plain('var_samp', FLOAT8),
  var_pop: plain('var_pop', FLOAT8),
  median: plain('median'),
  hll: (call, c) => approximateCount(call, c.over),
  hll_create_sketch: (call, c) => createSketch(call, c.over),
  percentile_cont: percentile('percentile_cont', 'quantile_cont'),
  percentile_disc: percentile('percentile_disc', 'quantile_disc'),
  row_number: plain('row_number', INT8),
  rank: plain('rank', INT8),
  dense_rank: plain('dense_rank', INT8),
  percent_rank: plain('percent_rank', FLOAT8),
  cume_dist: plain('cume_dist', FLOAT8),
  ntile: plain('ntile', INT8),
  lag: likeArgument('lag'),
  lead: likeArgument('lead'),
  first_value: likeArgument('first_value'),
  last_value: likeArgument('last_value'),
  nth_value: likeArgument('nth_value'),
};

/** How to compile an aggregate or window function; undefined when `name` is neither. */
export const aggregate = (name: string): Build | undefined =>
  Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name] : undefined;
