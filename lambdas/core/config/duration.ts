const UNITS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;

/**
 * Seconds of a duration: a whole number and a unit, `90s`, `15m`, `24h`, `1d`, `2w`.
 *
 * @throws RangeError for anything else, zero included
 */
export const parseDuration = (text: string): number => {
  const match = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text);
  if (match === null) throw new RangeError(`${JSON.stringify(text)} is not a duration: write 90s, 15m, 24h or 1d`);
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
};

/** The shortest way to write whole seconds: 5400 is `90m`. */
export const durationText = (seconds: number): string => {
  for (const unit of ['h', 'm'] as const) {
    if (seconds > 0 && seconds % UNITS[unit] === 0) return `${seconds / UNITS[unit]}${unit}`;
  }
  return `${seconds}s`;
};
