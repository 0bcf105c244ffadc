import { notSupportedLocally, redshiftError } from '../../errors';
import { INT8, sqlTypeName } from '../../types';
import type { Call, FunctionTable } from '../call';
import type { Compiled } from '../context';
import { comparisonKey } from '../operators';
import { argument } from './scalars';

/** Types that the developer guide excludes from the aggregates. */
const EXCLUDED = new Set(['hllsketch', 'geometry', 'geography', 'varbyte']);

/** HLL_CREATE_SKETCH(expression): NULLs are passed over; no rows make an empty sketch. */
export function createSketch(call: Call, over: string): Compiled {
  const value = argument(call, 0);
  if (value.type && EXCLUDED.has(value.type.name)) {
    throw redshiftError(`function ${call.name}(${sqlTypeName(value.type)}) does not exist`, '42883');
  }
  if (over !== '') throw notSupportedLocally(`${call.name}() OVER`);
  const text = `CAST(${comparisonKey(value)} AS VARCHAR)`;
  const values = `list(DISTINCT ${text}) FILTER (WHERE ${value.sql} IS NOT NULL)`;
  return { sql: `rs_sketch(coalesce(${values}, []::VARCHAR[]))`, type: { name: 'hllsketch' } };
}

/** HLL(expression): the cardinality of such a sketch. */
export const approximateCount = (call: Call, over: string): Compiled => ({
  sql: `rs_cardinality(${createSketch(call, over).sql})`,
  type: INT8,
});

/** HLL_CARDINALITY(sketch). */
export const sketchFunction: FunctionTable = (call) => {
  if (call.name !== 'hll_cardinality') return undefined;
  const sketch = argument(call, 0);
  if (sketch.type?.name !== 'hllsketch' && sketch.sql !== 'NULL') {
    const type = sketch.type ? sqlTypeName(sketch.type) : 'unknown';
    throw redshiftError(`function hll_cardinality(${type}) does not exist`, '42883');
  }
  return { sql: `rs_cardinality(${sketch.sql})`, type: INT8 };
};
