import { type Page, pages, prose } from './markdown';

/** Runs of lines that begin with a bar. */
const tablesOf = (page: Page): string[][] =>
  prose(page)
    .split(/^(?![ \t]*\|).*$/m)
    .map((block) => block.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0);

/** A bar splits cells also within code, unless it stands behind a backslash. */
const cellsOf = (row: string): number =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/).length;
const isRule = (row = ''): boolean => /^\s*\|(\s*:?-+:?\s*\|)+\s*$/.test(row);

it.each([
  ['| a | b |', 2],
  ['| | b |', 2],
  ['| a | b || c | d |', 5],
  ['| a | `b \\| c` |', 2],
  ['  | a |', 1],
])('counts the cells of %s', (row, cells) => {
  expect(cellsOf(row)).toBe(cells);
});

it.each(pages().map((page) => [page.path, page] as const))('%s: rows have as many cells as their header', (_, page) => {
  const faults = tablesOf(page).flatMap(([header = '', rule, ...rows]) => [
    ...(isRule(rule) && cellsOf(rule ?? '') === cellsOf(header) ? [] : [`no rule below ${header}`]),
    ...rows.filter((row) => isRule(row) || cellsOf(row) !== cellsOf(header) || !row.trim().endsWith('|')),
  ]);
  expect(faults).toEqual([]);
});

it('finds tables to look at', () => {
  expect(pages().flatMap(tablesOf).length).toBeGreaterThan(50);
});
