/** A mapping of the file before its values are checked. */
export type RawMap = Readonly<Record<string, unknown>>;

/** The value as a mapping; an empty one for anything else. */
export const mapOf = (value: unknown): RawMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RawMap) : {};

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The texts of a list; none for anything else. */
export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
