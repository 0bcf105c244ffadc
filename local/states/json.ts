/** A JSON value. Values are never changed once made, so states share them instead of copying. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const sizes = new WeakMap<object, number>();

/** UTF-8 bytes of the value's JSON text. Remembered per object, since values pass through many states unchanged. */
export function byteSize(value: Json): number {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value).length;
  if (typeof value === 'string') return Buffer.byteLength(JSON.stringify(value));
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size = Buffer.byteLength(JSON.stringify(value));
  sizes.set(value, size);
  return size;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON's name for the type of a value, as error messages use it. */
export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
