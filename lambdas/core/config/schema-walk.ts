import type { z } from 'zod';
import type { Path } from './path-text';

/** The schemas that describe the value at a path: several where a union allows several. */
export const schemasAt = (schema: z.ZodType, path: Path): z.ZodType[] =>
  path.reduce<z.ZodType[]>(
    (schemas, key) => schemas.flatMap((one) => child(one, key)).flatMap(options),
    options(schema),
  );

/** The keys that a mapping at this path takes. */
export const knownKeys = (schema: z.ZodType, path: Path): string[] =>
  schemasAt(schema, path).flatMap((one) => Object.keys(definition(one).shape ?? {}));

/** The first example that a schema gives for the value at a path. */
export const exampleAt = (schema: z.ZodType, path: Path): unknown => {
  const [example] = schemasAt(schema, path).flatMap((one) => (one.meta()?.examples as unknown[] | undefined) ?? []);
  return example;
};

interface Definition {
  type: string;
  innerType?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  valueType?: z.ZodType;
  options?: z.ZodType[];
}

const definition = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

const options = (schema: z.ZodType): z.ZodType[] => {
  const { innerType, options: branches } = definition(schema);
  if (innerType !== undefined) return options(innerType);
  return branches === undefined ? [schema] : [schema, ...branches.flatMap(options)];
};

const child = (schema: z.ZodType, key: PropertyKey): z.ZodType[] => {
  const { type, shape, element, valueType } = definition(schema);
  if (type === 'object') return shape?.[String(key)] === undefined ? [] : [shape[String(key)] as z.ZodType];
  if (type === 'array') return element === undefined ? [] : [element];
  return type === 'record' && valueType !== undefined ? [valueType] : [];
};
