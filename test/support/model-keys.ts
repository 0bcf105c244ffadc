/** A kind of replication key whose values are counted in whole units: microseconds, days, ones, billionths. */
export interface KeyKind {
  type: string;
  /** The value where histories begin. */
  base: bigint;
  /** The distance that a lookback or delay of 1 stands for. */
  step: bigint;
  /** A SQL literal. */
  literal(value: bigint): string;
  /** As the database prints it, and as watermarks are kept. */
  text(value: bigint): string;
  /** The inverse. */
  value(text: string): bigint;
  /** The option `lookback` of so many steps; absent where the type has none. */
  lookback?: (steps: number) => string | number;
  /** The option `delay` of so many steps, and the highest value that it lets pass. */
  delay?: (steps: number) => string;
  limit?: (nowMs: number, steps: number) => bigint;
}

const START_MS = Date.UTC(2026, 0, 5, 3);
const DAY_MS = 86_400_000;

const wallClock = (micros: bigint): string => {
  const ms = Number(micros / 1000n);
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}.${String(micros % 1_000_000n).padStart(6, '0')}`;
};

const microsOf = (text: string): bigint =>
  BigInt(Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`)) * 1000n + BigInt(text.slice(20, 26));

const moment = {
  value: microsOf,
  base: BigInt(START_MS) * 1000n,
  step: 1_000_000n,
  lookback: (steps: number) => `${steps}s`,
  delay: (steps: number) => `${steps}s`,
  limit: (nowMs: number, steps: number) => BigInt(nowMs - steps * 1000) * 1000n,
};

const date = (days: bigint): string => new Date(Number(days) * DAY_MS).toISOString().slice(0, 10);

const scaled = (value: bigint): string => {
  const digits = String(value < 0n ? -value : value).padStart(11, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -10)}.${digits.slice(-10)}`;
};

const whole = (type: string, base: bigint): KeyKind => ({
  type,
  base,
  step: 1n,
  literal: String,
  text: String,
  value: BigInt,
  lookback: (steps) => steps,
});

const word = (value: bigint): string => `it's é ${String(value).padStart(6, '0')}`;

export const KEY_KINDS: Readonly<Record<string, KeyKind>> = {
  timestamp: {
    type: 'timestamp without time zone',
    ...moment,
    literal: (value) => `'${wallClock(value)}'`,
    text: wallClock,
  },
  timestamptz: {
    type: 'timestamp with time zone',
    ...moment,
    literal: (value) => `'${wallClock(value)}+00'`,
    text: (value) => `${wallClock(value)}+00`,
  },
  date: {
    type: 'date',
    base: BigInt(START_MS / DAY_MS - 3 / 24),
    step: 1n,
    literal: (value) => `'${date(value)}'`,
    text: date,
    value: (text) => BigInt(Date.parse(text) / DAY_MS),
    lookback: (steps) => `${steps}d`,
    delay: (steps) => `${steps}d`,
    // A day is over when the next has begun.
    limit: (nowMs, steps) => BigInt(Math.floor(nowMs / DAY_MS) - steps - 1),
  },
  integer: whole('integer', 100n),
  bigint: whole('bigint', 2n ** 53n),
  numeric: {
    type: 'numeric(38,10)',
    base: 10n ** 25n + 1n,
    step: 10n ** 10n,
    literal: scaled,
    text: scaled,
    value: (text) => BigInt(text.replace('.', '')),
    lookback: (steps) => steps,
  },
  varchar: {
    type: 'character varying(40)',
    base: 500n,
    step: 1n,
    literal: (value) => `'${word(value).replace("'", "''")}'`,
    text: word,
    value: (text) => BigInt(text.slice(-6)),
  },
};
