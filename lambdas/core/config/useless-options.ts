import { problemAt } from './problem-at';
import { type RawSource, rawOption } from './raw-options';
import type { SchemaProblem } from './schema-problems';

/** Options that mean nothing unless another has one of certain values. */
const NEEDS = [
  {
    options: ['replicationKey', 'fullRefreshEvery', 'lookback', 'delay', 'onReset', 'chunkBy'],
    other: 'mode',
    values: ['incremental', 'auto'],
    /** The value that lets them do nothing, and the default. */
    idle: 'full',
  },
  { options: ['maxDeletes'], other: 'deletes', values: ['detect'], idle: 'ignore' },
] as const;

/** The options that do nothing where `mode` and `deletes` have these values. */
export const idleOptions = (values: { mode: string; deletes: string }): string[] =>
  NEEDS.filter(({ other, idle }) => values[other] === idle).flatMap(({ options }) => [...options]);

/** A table that the file names, with its own entry and every source of its options. */
export interface NamedTable {
  source: RawSource;
  sources: readonly RawSource[];
}

/**
 * Options that would silently do nothing: under a table's name where what they need is not so for the table; at a glob
 * or the pipeline where the same entry says otherwise, or no entry asks for what they need.
 */
export const uselessProblems = (sources: readonly RawSource[], tables: readonly NamedTable[]): SchemaProblem[] =>
  NEEDS.flatMap(({ options, other, values, idle }) => {
    // Any other value is one that asks, or one that the schema refuses.
    const isIdle = (value: unknown): boolean => value === undefined || value === idle;
    const somebodyAsks = sources.some((source) => !isIdle(source.options[other]));
    const isUseless = (source: RawSource): boolean => {
      const table = tables.find((one) => one.source === source);
      if (table !== undefined) return isIdle(rawOption(table.sources, other));
      const own = source.options[other];
      return own === undefined ? !somebodyAsks : isIdle(own);
    };
    return sources.filter(isUseless).flatMap((source) =>
      options
        .filter((option) => source.options[option] !== undefined)
        .map((option) => {
          const message = `does nothing with ${other}: ${idle}${source.options[other] === undefined ? ', which holds here' : ''}`;
          const fix = `remove it, or write ${values.map((value) => `${other}: ${value}`).join(' or ')} beside it`;
          return problemAt([...source.at, option], source.options[option], message, fix);
        }),
    );
  });
