import fc from 'fast-check';
import { resolveTableOptions } from '../../lambdas/core/config/resolve-table-options';
import type { TableOptions } from '../../lambdas/core/config/table-options';
import { pipelineOf } from '../unit/core/config/pipeline-of';

/** The patterns that match a.x, closest first, and some that do not. */
const MATCHING = ['a.x', 'a.*', '*.x', '*.*'];
const OTHERS = ['a.y', 'b.*', '*.y'];

const names = fc.uniqueArray(fc.constantFrom('id', 'ssn', 'SSN', 'email', 'iban'), { minLength: 1, maxLength: 3 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const dropUndefined = <T extends object>(object: T): Partial<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;

const columns = fc
  .record({ include: optional(names), exclude: optional(names), hash: optional(names), drop: optional(names) })
  .map(dropUndefined);
const options = fc
  .record({
    columns: optional(columns),
    mode: optional(fc.constantFrom('auto', 'full', 'incremental')),
    lookback: optional(fc.constantFrom('1h', '90s', 5)),
    fullRefreshEvery: optional(fc.constantFrom('1w', 7)),
    checkKey: optional(fc.boolean()),
    deletes: optional(fc.constantFrom('detect', 'ignore')),
    maxDeletes: optional(fc.constantFrom(0, 0.25, 1)),
  })
  .map((value) => dropUndefined(value) as TableOptions);

const files = fc.record({
  defaults: options,
  entries: fc.uniqueArray(fc.record({ pattern: fc.constantFrom(...MATCHING, ...OTHERS), options }), {
    selector: ({ pattern }) => pattern,
  }),
});

describe('resolved table options', () => {
  const pipeline = pipelineOf('');
  const resolve = (defaults: TableOptions, entries: { pattern: string; options: TableOptions }[]) =>
    resolveTableOptions(
      {
        ...pipeline,
        defaults,
        tables: entries.map((entry) => ({ ...entry, isGlob: entry.pattern.includes('*') })),
      },
      { schema: 'a', name: 'x' },
    );

  it('come one by one from the closest entry that sets them', () => {
    const seconds = { '1h': 3_600, '90s': 90, '1w': 604_800 } as const;
    fc.assert(
      fc.property(files, ({ defaults, entries }) => {
        const resolved = resolve(defaults, entries);
        const closest = <K extends keyof TableOptions>(
          option: K,
        ): [string | undefined, TableOptions[K] | undefined] => {
          for (const pattern of MATCHING) {
            const value = entries.find((entry) => entry.pattern === pattern)?.options[option];
            if (value !== undefined) return [pattern, value];
          }
          return defaults[option] === undefined ? [undefined, undefined] : ['pipeline', defaults[option]];
        };
        for (const option of ['mode', 'checkKey', 'deletes', 'maxDeletes'] as const) {
          const [from, value] = closest(option);
          expect(resolved.from[option]).toBe(from);
          if (value !== undefined) expect(resolved[option]).toBe(value);
        }
        const [from, lookback] = closest('lookback');
        expect(resolved.from.lookback).toBe(from);
        expect(resolved.lookback).toEqual(
          lookback === undefined
            ? undefined
            : typeof lookback === 'number'
              ? { value: String(lookback) }
              : { seconds: seconds[lookback as keyof typeof seconds] },
        );
        const [, every = 500] = closest('fullRefreshEvery');
        expect(resolved.fullRefreshEvery).toEqual(
          typeof every === 'number' ? { batches: every } : { seconds: seconds[every as keyof typeof seconds] },
        );
      }),
    );
  });

  it('protect every column that any entry or the pipeline protects', () => {
    fc.assert(
      fc.property(files, ({ defaults, entries }) => {
        const { hash = [], drop = [] } = resolve(defaults, entries).columns;
        const lists = [
          defaults,
          ...entries.filter((entry) => MATCHING.includes(entry.pattern)).map((one) => one.options),
        ];
        const lower = (all: readonly string[]): Set<string> => new Set(all.map((name) => name.toLowerCase()));
        const [dropped, hashed] = [
          lower(lists.flatMap((one) => one.columns?.drop ?? [])),
          lower(lists.flatMap((one) => one.columns?.hash ?? [])),
        ];
        expect(lower(drop)).toEqual(dropped);
        expect(lower(hash)).toEqual(new Set([...hashed].filter((name) => !dropped.has(name))));
        expect([drop.length, hash.length]).toEqual([lower(drop).size, lower(hash).size]);
      }),
    );
  });
});
