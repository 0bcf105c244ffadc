import { redshiftError } from '../../errors';
import { FLOAT8, INT4, isFloat, isInteger, type RsType } from '../../types';
import type { Call, FunctionTable } from '../call';
import type { Compiled } from '../context';
import { unifyTypes } from '../unify';

const withType = (sql: string, type: RsType | undefined): Compiled => (type ? { sql, type } : { sql });
const list = (call: Call): string => call.args.map((arg) => arg.sql).join(', ');
const unified = (args: readonly Compiled[]): RsType | undefined => unifyTypes(args.map((arg) => arg.type));

/** The argument, or Redshift's error when there are too few. */
export function argument(call: Call, index: number): Compiled {
  const arg = call.args[index];
  if (!arg)
    throw redshiftError(
      `function ${call.name}() does not exist\nHint: No function matches the given name and argument types.`,
      '42883',
    );
  return arg;
}

const FLOAT_FUNCTIONS = new Set(
  'sqrt exp ln sin cos tan asin acos atan atan2 cot degrees radians cbrt pi random'.split(' '),
);

function round(call: Call): Compiled {
  const value = argument(call, 0);
  const digits = call.args[1]?.sql ?? '0';
  if (isInteger(value.type)) return value;
  if (isFloat(value.type))
    return { sql: `${call.name === 'round' ? 'round' : 'trunc'}(${value.sql}, ${digits})`, type: FLOAT8 };
  return { sql: `${call.name === 'round' ? 'round' : 'trunc'}(${value.sql}, ${digits})` };
}

/** DECODE compares NULL as equal to NULL. */
function decode(call: Call): Compiled {
  const value = argument(call, 0);
  const results: Compiled[] = [];
  let sql = '(CASE';
  let i = 1;
  for (; i + 1 < call.args.length; i += 2) {
    const result = argument(call, i + 1);
    results.push(result);
    sql += ` WHEN ${value.sql} IS NOT DISTINCT FROM ${argument(call, i).sql} THEN ${result.sql}`;
  }
  if (i < call.args.length) {
    results.push(argument(call, i));
    sql += ` ELSE ${argument(call, i).sql}`;
  }
  return withType(`${sql} END)`, unified(results));
}

function extreme(call: Call): Compiled {
  return withType(`${call.name}(${list(call)})`, unified(call.args));
}

/** Conditionals and arithmetic. */
export const scalarFunction: FunctionTable = (call) => {
  const { name } = call;
  if (FLOAT_FUNCTIONS.has(name)) return { sql: `${name}(${list(call)})`, type: FLOAT8 };
  switch (name) {
    case 'coalesce':
    case 'nvl':
      return { ...withType(`COALESCE(${list(call)})`, unified(call.args)), name: 'coalesce' };
    case 'nvl2': {
      const [test, then, otherwise] = [argument(call, 0), argument(call, 1), argument(call, 2)];
      return withType(
        `(CASE WHEN ${test.sql} IS NOT NULL THEN ${then.sql} ELSE ${otherwise.sql} END)`,
        unified([then, otherwise]),
      );
    }
    case 'nullif':
      return withType(`NULLIF(${list(call)})`, argument(call, 0).type);
    case 'decode':
      return decode(call);
    case 'greatest':
    case 'least':
      return extreme(call);
    case 'abs':
      return withType(`abs(${list(call)})`, argument(call, 0).type);
    case 'mod':
      return withType(`(${argument(call, 0).sql} % rs_divisor(${argument(call, 1).sql}))`, unified(call.args));
    case 'sign':
      return { sql: `sign(${list(call)})`, type: INT4 };
    case 'round':
    case 'trunc':
      if (name === 'trunc' && argument(call, 0).type?.name.startsWith('timestamp')) {
        return { sql: `CAST(${list(call)} AS DATE)`, type: { name: 'date' } };
      }
      return round(call);
    case 'ceil':
    case 'ceiling':
    case 'floor': {
      const type = argument(call, 0).type;
      const duck = name === 'floor' ? 'floor' : 'ceil';
      if (isFloat(type)) return { sql: `${duck}(${list(call)})`, type: FLOAT8 };
      return isInteger(type) ? argument(call, 0) : { sql: `${duck}(${list(call)})` };
    }
    case 'log':
      return { sql: `log10(${list(call)})`, type: FLOAT8 };
    case 'power':
    case 'pow':
      return { sql: `pow(${list(call)})`, type: FLOAT8 };
    default:
      return undefined;
  }
};
