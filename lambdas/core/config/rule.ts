import { z } from 'zod';
import type { Fault } from './problem';

/** Adds a check to a schema that says what is wrong and how to put it right. */
export const rule = <S extends z.ZodType>(schema: S, check: (value: z.output<S>) => Fault | undefined): S =>
  schema.superRefine((value, context) => {
    const fault = check(value);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault.message, params: { fix: fault.fix } });
  }) as S;

/** A text that a pattern describes. */
export const textLike = (pattern: RegExp, fault: Fault, about: Described): z.ZodString =>
  rule(z.string().meta({ ...about, ...(pattern.flags === '' ? { pattern: pattern.source } : {}) }), (text) =>
    pattern.test(text) ? undefined : fault,
  );

/** A text with a check of its own. */
export const checkedText = (check: (text: string) => Fault | undefined, about: Described): z.ZodString =>
  rule(z.string().meta(about), check);

/** A whole number within bounds. */
export const wholeNumber = (from: number, to: number, fix: string, about: Described): z.ZodNumber =>
  rule(z.int().meta({ ...about, minimum: from, maximum: to }), (value) =>
    !Number.isSafeInteger(value) || (value >= from && value <= to)
      ? undefined
      : { message: `is not between ${from} and ${to}`, fix },
  );

/** A list that is refused when empty. */
export const notEmpty = <S extends z.ZodArray>(schema: S): S =>
  rule(schema, (list) =>
    (list as unknown[]).length > 0
      ? undefined
      : { message: 'is an empty list', fix: 'list at least one, or remove the key' },
  );

/** What the editor shows beside a key; the first example also stands in the fix of a value of the wrong kind. */
export interface Described extends Record<string, unknown> {
  description: string;
  examples?: unknown[];
}
