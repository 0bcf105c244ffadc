import { z } from 'zod';

const lambdaError = z.looseObject({ errorMessage: z.string() });

/** The cause of a failed Lambda task is JSON around the message; people want the message. */
export const causeText = (cause: string): string => {
  try {
    const parsed = lambdaError.safeParse(JSON.parse(cause));
    return parsed.success ? parsed.data.errorMessage : cause;
  } catch {
    return cause;
  }
};
