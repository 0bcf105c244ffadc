import type { Problem } from './problem';
import { problemAt } from './problem-at';
import { type RawMap, textsOf } from './raw-value';
import { parseTablePattern, patternFault } from './table-pattern';

/** What the keys of an execution input say together. */
export const inputConflicts = (input: RawMap): Problem[] => {
  const { tables, retryFailedOf } = input;
  const backfill = backfillConflicts(input);
  if (tables === undefined || retryFailedOf === undefined) return backfill;
  return [
    {
      path: 'retryFailedOf',
      value: '',
      message: 'excludes tables: the failed run says which tables to retry',
      fix: 'remove one of the two',
    },
    ...backfill,
  ];
};

/** A backfill reads one window of keys: of named tables, and of no others. */
const backfillConflicts = (input: RawMap): Problem[] => {
  const { from, to, fullRefresh, retryFailedOf, tables } = input;
  if (from === undefined && to === undefined) return [];
  const key = from === undefined ? 'to' : 'from';
  const problem = (path: string, value: unknown, message: string, fix: string): Problem => {
    const { at: _, ...rest } = problemAt([path], value, message, fix);
    return rest;
  };
  const problems: Problem[] = [];
  if (from === undefined || to === undefined) {
    const other = from === undefined ? 'from' : 'to';
    problems.push(
      problem(other, undefined, `is missing beside ${key}`, `add ${other}: both ends belong to the window`),
    );
  }
  if (fullRefresh !== undefined && fullRefresh !== false) {
    const message = `stands beside ${key}: a full refresh reads every key`;
    problems.push(problem('fullRefresh', fullRefresh, message, 'remove it, or remove from and to'));
  }
  if (retryFailedOf !== undefined) {
    const fix = 'remove it and name the tables, or remove from and to';
    return [...problems, problem('retryFailedOf', retryFailedOf, `stands beside ${key}, which needs tables`, fix)];
  }
  if (tables === undefined) {
    const fix = 'add the exact names, for example ["public.orders"]';
    problems.push(problem('tables', undefined, `is missing beside ${key}: a window of keys is of named tables`, fix));
  }
  for (const [i, text] of textsOf(tables).entries()) {
    if (patternFault(text) !== undefined || !parseTablePattern(text).isGlob) continue;
    const path = `tables[${i}]`;
    const fix = 'write the exact names of the tables';
    problems.push({ ...problem(path, text, `is a glob, and ${key} is for named tables`, fix), path });
  }
  return problems;
};
