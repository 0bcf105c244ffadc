import type { Path } from './path-text';
import { problemAt } from './problem-at';
import { type RawSource, rawOption, rawSources, sourcesFor } from './raw-options';
import { mapOf, type RawMap, textsOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import { unselectedBecause } from './selection';
import { parseTableName } from './table-name';
import { canonicalPattern, parseTablePattern, patternFault } from './table-pattern';

/** A batch of the Data API holds 40 statements; two of them are the timeout and the bounds. */
const MAX_STATEMENTS = 38;
/** Rows, keys, the keys before, what is gone, and their counts. */
const DETECTING_STATEMENTS = 9;

interface Member {
  group: string;
  text: string;
  at: Path;
  sources: readonly RawSource[];
}

/** What groups and their members say together. */
export const groupProblems = (pipeline: RawMap, at: Path): SchemaProblem[] => {
  const sources = rawSources(pipeline, at);
  const groups = Object.entries(mapOf(pipeline.consistentGroups)).map(([group, tables]) =>
    textsOf(tables).flatMap((text, i): Member[] => {
      if (patternFault(text) !== undefined || parseTablePattern(text).isGlob) return [];
      const mine = sourcesFor(sources, parseTableName(text));
      return [{ group, text, at: [...at, 'consistentGroups', group, i], sources: mine }];
    }),
  );
  return [
    ...twiceProblems(groups.flat(), pipeline.caseSensitiveIdentifiers === true),
    ...groups.flat().flatMap((member) => memberProblems(member, pipeline)),
    ...groups.flatMap((members) => budgetProblems(members)),
  ];
};

/** A table in two groups would have two places of commit. */
const twiceProblems = (members: readonly Member[], caseSensitive: boolean): SchemaProblem[] => {
  const first = new Map<string, string>();
  return members.flatMap(({ group, text, at }) => {
    const name = canonicalPattern(text, caseSensitive);
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, group);
      return [];
    }
    const message = other === group ? 'is listed twice' : `is in the group ${other} too`;
    return [problemAt(at, text, message, 'list each table once, in one group')];
  });
};

const memberProblems = ({ text, at, sources }: Member, pipeline: RawMap): SchemaProblem[] => {
  const reason = unselectedBecause(pipeline, parseTableName(text), {
    isEnabled: rawOption(sources, 'enabled') !== false,
    isListed: sources.some(({ pattern }) => pattern?.isGlob === false),
  });
  if (reason !== undefined) {
    return [problemAt(at, text, `${reason}, and a group is read as a whole`, 'select it, or remove it from the group')];
  }
  const cannot = (option: string, has: string, why: string): SchemaProblem =>
    problemAt(at, text, `has ${has}, and ${why}`, `remove ${option} for it, or it from the group`);
  const limit = rawOption(sources, 'limit');
  const isChunked =
    rawOption(sources, 'chunkBy') !== undefined && ['auto', 'incremental'].includes(String(rawOption(sources, 'mode')));
  if (isChunked) {
    return [cannot('chunkBy', 'chunkBy', 'a group is read in one transaction')];
  }
  if (limit !== undefined) {
    return [cannot('limit', `limit: ${limit}`, 'rows that belong together would be missing')];
  }
  if (rawOption(sources, 'method') === 'page') {
    return [cannot('method: page', 'method: page', 'a group is unloaded in one transaction')];
  }
  return [];
};

/** Every table of a group is unloaded; one whose deletes are detected takes several statements more. */
const budgetProblems = (members: readonly Member[]): SchemaProblem[] => {
  let statements = 0;
  const detects = ({ sources }: Member): boolean => rawOption(sources, 'deletes') === 'detect';
  const over = members.find((member) => {
    statements += detects(member) ? DETECTING_STATEMENTS : 1;
    return statements > MAX_STATEMENTS;
  });
  // Too many tables without any of this are refused for their number.
  if (over === undefined || !members.some(detects)) return [];
  const message = `is too much for one transaction: a table with deletes: detect counts for ${DETECTING_STATEMENTS} tables of ${MAX_STATEMENTS}`;
  return [problemAt(over.at, over.text, message, 'write deletes: ignore for tables of the group, or make two groups')];
};
