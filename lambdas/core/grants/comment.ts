/** Text as lines of an SQL comment, whatever it holds: a name with a line break must not end the comment. */
export const comment = (...lines: readonly string[]): string[] =>
  lines.map((line) => `-- ${line.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`.trimEnd());
