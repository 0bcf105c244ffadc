import { isFloat, isInteger, isText, type RsType } from '../types';

const INTEGER_ORDER = ['int2', 'int4', 'oid', 'int8'];

/** The common type of CASE branches, set operations and the like; undefined when only DuckDB can tell. */
export function unifyTypes(types: readonly (RsType | undefined)[]): RsType | undefined {
  let common: RsType | undefined;
  for (const type of types) {
    if (type === undefined) return undefined;
    if (type.name === 'unknown') continue;
    const next: RsType | undefined = common === undefined ? type : unifyTwo(common, type);
    if (next === undefined) return undefined;
    common = next;
  }
  return common ?? { name: 'varchar' };
}

function unifyTwo(a: RsType, b: RsType): RsType | undefined {
  if (a.name === b.name) {
    if (a.name === 'numeric') return a.precision === b.precision && a.scale === b.scale ? a : { name: 'numeric' };
    if (a.length !== undefined && b.length !== undefined) return { ...a, length: Math.max(a.length, b.length) };
    return { name: a.name };
  }
  if (isText(a) && isText(b)) {
    const length = a.length !== undefined && b.length !== undefined ? { length: Math.max(a.length, b.length) } : {};
    return { name: 'varchar', ...length };
  }
  if (isInteger(a) && isInteger(b)) {
    return INTEGER_ORDER.indexOf(a.name) > INTEGER_ORDER.indexOf(b.name) ? a : b;
  }
  if (isFloat(a) || isFloat(b)) return { name: 'float8' };
  const names = new Set([a.name, b.name]);
  if (names.has('numeric') && (isInteger(a) || isInteger(b))) return { name: 'numeric' };
  if (names.has('timestamptz')) return { name: 'timestamptz' };
  if (names.has('timestamp') && names.has('date')) return { name: 'timestamp' };
  return undefined;
}
