import type { Pipeline } from '../lambdas/core/config/all-pipelines';

/**
 * The config as one string of JSON that a definition can hold. A definition executes what looks like JSONata (`{% %}`)
 * and substitutes `${...}`, hence the escapes; JSON.parse undoes them. CloudFormation shows what is not ASCII as `?`.
 */
export const bakedText = (pipeline: Pipeline): string =>
  JSON.stringify(pipeline)
    .replaceAll(/[^\x20-\x7e]|\$/g, escaped)
    .replaceAll('{%', '{\\u0025')
    .replaceAll('%}', '\\u0025}');

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Beyond this the config goes to S3. A state's input holds 256 KiB and a definition 1 MB, but so does the template with
 * the definitions of all pipelines (stack-size.ts).
 */
const MAX_BAKED_BYTES = 4 * 1024;

/** Whether the definition itself holds the config. */
export const isBaked = (text: string): boolean => Buffer.byteLength(text) <= MAX_BAKED_BYTES;

/** Bytes that a pipeline's config takes of its definition. */
export const bakedBytes = (pipeline: Pipeline): number => {
  const text = bakedText(pipeline);
  return isBaked(text) ? Buffer.byteLength(text) : 0;
};
