/**
 * How a staged row and a version of a history list the columns that their change left out: `,"id","a\u002cb",`. Each name
 * is a JSON string without a comma, so that it is found between commas and nowhere else, whatever it holds.
 */
export const absentText = (names: readonly string[]): string =>
  names.length === 0 ? '' : `,${names.map(listed).join(',')},`;

/** What to look for in such a list. */
export const absentEntry = (name: string): string => `,${listed(name)},`;

const listed = (name: string): string => JSON.stringify(name).replaceAll(',', '\\u002c');
