import fc from 'fast-check';
import { KEY_KINDS } from './model-keys';
import type { Place } from './model-source';

/** How a table of a history is read. */
export interface ModelConfig {
  key: keyof typeof KEY_KINDS;
  method: 'unload' | 'page' | 'auto';
  primaryKey: boolean;
  detect: boolean;
  /** Steps of the key; 0: none. */
  lookback: number;
  delay: number;
  where: boolean;
  /** Rows of a chunk; 0: none. */
  chunkRows: number;
  fullRefreshEvery: number | string;
  hash: boolean;
  /** The primary key leaves hashed. */
  hashKey: boolean;
  full: boolean;
  /** The replication key. */
  by: 'k' | 'k2';
}

/** What of a config may change between runs. */
export const CHANGES = [
  'where',
  'hash',
  'hashKey',
  'chunks',
  'lookback',
  'detect',
  'full',
  'by',
  'primaryKey',
  'method',
] as const;

/** A step of a history; numbers pick rows, keys and columns among those that are there. */
export type ModelStep =
  | { do: 'insert'; place: Place; n: number }
  | { do: 'double'; place: Place; n: number; pick: number }
  | { do: 'move'; place: Place; n: number; pick: number }
  | { do: 'edit'; pick: number }
  | { do: 'delete'; pick: number }
  | { do: 'return'; place: Place; n: number; pick: number }
  | { do: 'alter'; how: 'add' | 'addDefault' | 'drop' | 'widen' | 'retype' | 'rename'; n: number }
  | { do: 'rebuild'; n: number }
  | { do: 'wait'; n: number }
  | { do: 'reconfigure'; what: (typeof CHANGES)[number] }
  | { do: 'refresh'; dieAt: number | null; chunks?: number }
  | { do: 'backfill'; n: number; dieAt: number | null }
  | { do: 'repair'; pick: number }
  /** `chunks`: it ends after so many, as a long execution does. */
  | { do: 'run'; dieAt: number | null; chunks?: number };

const place = fc.constantFrom<Place>('ahead', 'ahead', 'tie', 'late', 'null');
const n = fc.nat(15);
const pick = fc.nat(1000);

const dieAt = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(120) });

const chunks = fc.constantFrom(40, 40, 1, 2);

const step: fc.Arbitrary<ModelStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('insert' as const), place, n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('double' as const), place, n, pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('move' as const), place, n, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('return' as const), place, n, pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('alter' as const),
      how: fc.constantFrom('add', 'addDefault', 'drop', 'widen', 'retype', 'rename'),
      n,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const), n: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), n }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reconfigure' as const),
      what: fc.constantFrom(...CHANGES),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refresh' as const), dieAt, chunks }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('backfill' as const), n, dieAt }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repair' as const), pick }) },
  {
    weight: 7,
    arbitrary: fc.record({ do: fc.constant('run' as const), dieAt, chunks }),
  },
);

const config: fc.Arbitrary<ModelConfig> = fc
  .record({
    key: fc.constantFrom(...Object.keys(KEY_KINDS)),
    method: fc.constantFrom('unload' as const, 'page' as const, 'auto' as const),
    primaryKey: fc.boolean(),
    detect: fc.boolean(),
    lookback: fc.constantFrom(0, 0, 1, 3),
    delay: fc.constantFrom(0, 0, 0, 2),
    where: fc.constantFrom(false, false, true),
    chunkRows: fc.constantFrom(0, 0, 0, 2),
    fullRefreshEvery: fc.constantFrom(500, 500, 500, 2, '20s'),
    hash: fc.constantFrom(false, false, true),
    hashKey: fc.constantFrom(false, false, false, true),
    full: fc.constant(false),
    by: fc.constant('k' as const),
  })
  .map((made) => {
    const kind = KEY_KINDS[made.key];
    return {
      ...made,
      detect: made.detect && made.primaryKey,
      lookback: kind?.lookback ? made.lookback : 0,
      delay: kind?.delay ? made.delay : 0,
    };
  });

export interface ModelHistory {
  config: ModelConfig;
  steps: ModelStep[];
}

/** A history ends with a run that nothing interrupts. */
export const histories = (only: Partial<ModelConfig> = {}, length = 24): fc.Arbitrary<ModelHistory> =>
  fc.record({
    config: config.map((made) => ({ ...made, ...only })),
    steps: fc.array(step, { minLength: 3, maxLength: length, size: 'max' }),
  });
