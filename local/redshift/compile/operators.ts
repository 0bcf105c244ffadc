import { notSupportedLocally, redshiftError } from '../errors';
import { duckString } from '../sql/string-literal';
import {
  BOOL,
  DATE,
  isFloat,
  isInteger,
  isNumber,
  isText,
  type RsType,
  sqlTypeName,
  TIMESTAMP,
  VARCHAR,
} from '../types';
import { castTo, toText } from './cast';
import type { Compiled } from './context';
import { unifyTypes } from './unify';

const REGEX: Record<string, [negated: boolean, options: string]> = {
  '~': [false, 's'],
  '!~': [true, 's'],
  '~*': [false, 'si'],
  '!~*': [true, 'si'],
};

/** A binary operator between two compiled operands. */
export function compileBinary(op: string, left: Compiled, right: Compiled): Compiled {
  switch (op) {
    case 'and':
    case 'or':
      return { sql: `(${left.sql} ${op.toUpperCase()} ${right.sql})`, type: BOOL };
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(op, left, right);
    case '||':
      return concatenate(left, right);
    case '+':
    case '-':
      return addOrSubtract(op, left, right);
    case '*':
    case '/':
    case '%':
      return multiplyOrDivide(op, left, right);
    case '^':
      return { sql: `pow(${left.sql}, ${right.sql})`, type: { name: 'float8' } };
    case '&':
    case '|':
    case '<<':
    case '>>':
      return typed(`(${left.sql} ${op} ${right.sql})`, unifyTypes([left.type, right.type]));
    case '#':
      return typed(`xor(${left.sql}, ${right.sql})`, unifyTypes([left.type, right.type]));
    default: {
      const regex = REGEX[op];
      if (!regex) throw notSupportedLocally(`operator ${op}`);
      const [negated, options] = regex;
      return {
        sql: `(${negated ? 'NOT ' : ''}regexp_matches(${toText(left)}, ${right.sql}, '${options}'))`,
        type: BOOL,
      };
    }
  }
}

const typed = (sql: string, type: RsType | undefined): Compiled => (type ? { sql, type } : { sql });

function compare(op: string, left: Compiled, right: Compiled): Compiled {
  const [a, b] = comparands(left, right);
  const mixed =
    (left.type?.name === 'hllsketch' && right.type?.name === 'hllsketch') ||
    (isNumber(left.type) && right.type?.name === 'varchar') ||
    (isNumber(right.type) && left.type?.name === 'varchar');
  if (mixed || (left.type?.name === 'bool' && isNumber(right.type))) {
    throw redshiftError(
      `operator does not exist: ${sqlTypeName(left.type as RsType)} ${op} ${sqlTypeName(right.type as RsType)}\nHint: No operator matches the given name and argument type(s). You may need to add explicit type casts.`,
      '42883',
    );
  }
  return { sql: `(${asComparable(a, right)} ${op} ${asComparable(b, left)})`, type: BOOL };
}

/**
 * Trailing blanks mean nothing when texts are compared, VARCHAR included. CHAR values are kept without them, and a
 * catalog's names have none.
 */
export function withoutBlanks(operand: Compiled): Compiled {
  if (operand.literal !== undefined) return { ...operand, sql: duckString(operand.literal.replace(/ +$/, '')) };
  return operand.type?.name === 'varchar' ? { ...operand, sql: `rtrim(${operand.sql}, ' ')` } : operand;
}

/** What a value is grouped or told apart by: text without its trailing blanks. */
export const comparisonKey = (value: Compiled): string => (hasBlanks(value) ? `rtrim(${value.sql}, ' ')` : value.sql);

/** Whether a value may end in blanks that mean nothing. */
export const hasBlanks = ({ type, literal }: Pick<Compiled, 'type' | 'literal'>): boolean =>
  type?.name === 'varchar' && literal === undefined;

/** Both sides as they are compared: blanks matter nowhere but between texts. */
function comparands(left: Compiled, right: Compiled): [Compiled, Compiled] {
  return isText(left.type) && isText(right.type) ? [withoutBlanks(left), withoutBlanks(right)] : [left, right];
}

/** SUPER compared with a scalar: both sides as SUPER. */
function asComparable(operand: Compiled, other: Compiled): string {
  return other.type?.name === 'super' && operand.type?.name !== 'super'
    ? castTo(operand, { name: 'super' }).sql
    : operand.sql;
}

function concatenate(left: Compiled, right: Compiled): Compiled {
  if (left.type?.name === 'varbyte' && right.type?.name === 'varbyte') {
    return { sql: `(${left.sql} || ${right.sql})`, type: { name: 'varbyte' } };
  }
  return { sql: `(${toText(left)} || ${toText(right)})`, type: VARCHAR };
}

const isTime = (type: RsType | undefined): boolean =>
  type !== undefined && ['date', 'timestamp', 'timestamptz', 'time', 'timetz'].includes(type.name);
const isInterval = (type: RsType | undefined): boolean => type?.name.startsWith('interval') ?? false;

function addOrSubtract(op: string, left: Compiled, right: Compiled): Compiled {
  const sql = `(${left.sql} ${op} ${right.sql})`;
  if (isTime(left.type) && isInterval(right.type))
    return { sql, type: left.type?.name === 'date' ? TIMESTAMP : (left.type as RsType) };
  if (isInterval(left.type) && isTime(right.type))
    return { sql, type: right.type?.name === 'date' ? TIMESTAMP : (right.type as RsType) };
  if (left.type?.name === 'date' && isInteger(right.type))
    return { sql: `(${left.sql} ${op} CAST(${right.sql} AS INTEGER))`, type: DATE };
  if (left.type?.name === 'date' && right.type?.name === 'date' && op === '-') return { sql, type: { name: 'int8' } };
  if (isTime(left.type) && isTime(right.type)) return { sql, type: { name: 'intervald2s' } };
  return arithmetic(op, left, right);
}

function multiplyOrDivide(op: string, left: Compiled, right: Compiled): Compiled {
  if (op === '*') return arithmetic(op, left, right);
  const [a, b] = [asNumber(left, right), asNumber(right, left)];
  const divisor = `rs_divisor(${b.sql})`;
  if (isInteger(a.type) && isInteger(b.type)) {
    return typed(`(${a.sql} ${op === '/' ? '//' : '%'} ${divisor})`, unifyTypes([a.type, b.type]));
  }
  if (op === '%') return typed(`(${a.sql} % ${divisor})`, unifyTypes([a.type, b.type]));
  if (isFloat(a.type) || isFloat(b.type))
    return { sql: `(CAST(${a.sql} AS DOUBLE) / ${divisor})`, type: { name: 'float8' } };
  throw notSupportedLocally('division of NUMERIC (DuckDB divides in floating point); cast an operand to FLOAT8');
}

function arithmetic(op: string, left: Compiled, right: Compiled): Compiled {
  const [a, b] = [asNumber(left, right), asNumber(right, left)];
  const type = unifyTypes([a.type, b.type]);
  const sql = `(${a.sql} ${op} ${b.sql})`;
  // DuckDB computes the precision and scale of a numeric result; they are read from its result column.
  return typed(sql, type?.name === 'numeric' ? { name: 'numeric' } : type);
}

/** An untyped literal beside a number takes the number's type. */
function asNumber(operand: Compiled, other: Compiled): Compiled {
  if (operand.literal === undefined || !other.type || isText(other.type)) return operand;
  return castTo(operand, other.type);
}
