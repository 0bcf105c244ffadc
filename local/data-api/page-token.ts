import { validation } from './service-error';

/** An opaque NextToken for a position in the list or result called `of`. */
export const writeToken = (of: string, position: number): string =>
  Buffer.from(`${of}|${position}`).toString('base64url');

/**
 * The position in a NextToken; 0 without one.
 * @throws ServiceError ValidationException for a token of something else, or out of range
 */
export function readToken(token: string | undefined, of: string, max: number): number {
  if (token === undefined || token === '') return 0;
  const text = Buffer.from(token, 'base64url').toString();
  const position = text.startsWith(`${of}|`) ? Number(text.slice(of.length + 1)) : Number.NaN;
  if (!Number.isInteger(position) || position < 0 || position > max) throw validation('Invalid NextToken.');
  return position;
}

/** One page of a whole list. */
export function pageOf<T>(
  items: readonly T[],
  of: string,
  input: { NextToken?: string; MaxResults?: number },
  max: number,
) {
  const from = readToken(input.NextToken, of, items.length);
  const size = input.MaxResults || max;
  const next = from + size;
  return { items: items.slice(from, next), nextToken: next < items.length ? writeToken(of, next) : undefined };
}
