const trusted = Symbol('sql');

/** A piece of SQL text that was built from checked parts only. */
export class Sql {
  /** A private brand: a plain `{text}` object is not SQL. */
  readonly [trusted] = true;
  private constructor(readonly text: string) {}

  /**
   * Wraps text without a check. Only the files of `core/sql` that have checked the text themselves may call it (a test
   * lists them).
   */
  static trusted(text: string): Sql {
    return new Sql(text);
  }

  toString(): string {
    throw new TypeError('SQL goes into SQL through the sql tag, and out of it by .text');
  }
}

/**
 * The only way to build SQL. Takes identifiers, literals and other SQL; anything else does not compile, and throws where
 * the compiler was silenced.
 *
 * @example sql`SELECT count(*) FROM ${table} WHERE ${identifier('id')} > ${literal('7')}`
 */
export const sql = (strings: TemplateStringsArray, ...parts: readonly Sql[]): Sql =>
  Sql.trusted(strings.reduce((text, string, i) => text + textOf(parts[i - 1]) + string));

const textOf = (part: unknown): string => {
  if (part instanceof Sql) return part.text;
  throw new TypeError(`sql: ${typeof part} is not SQL: wrap it in identifier() or literal()`);
};

/** Joins pieces with a separator that is SQL itself, e.g. `join(columns, sql`, `)`. */
export const join = (parts: readonly Sql[], separator: Sql): Sql =>
  Sql.trusted(parts.map(textOf).join(textOf(separator)));
