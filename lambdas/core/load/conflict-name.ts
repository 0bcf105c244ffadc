/** What a conflict column's name ends in. */
const SUFFIX =
  /^__(smallint|integer|bigint|numeric|real|double_precision|boolean|date|timestamp|timestamptz|time|timetz|super|char|varchar|varbyte|geometry|geography)$/;

/** The name of the column that a column of the target is beside, by its own name; undefined where it is beside none. */
export const mainName = (name: string): string | undefined => {
  // No suffix has a second `__`: a name is beside one other at most.
  const end = Math.max(0, name.lastIndexOf('__'));
  return SUFFIX.test(name.slice(end)) ? name.slice(0, end) : undefined;
};

/** Whether a column of the target is beside another one, by its name. */
export const isConflictName = (name: string): boolean => mainName(name) !== undefined;
