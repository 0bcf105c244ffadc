const UNITS = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const;

/**
 * Bytes of a size: a whole number and a unit, `500MB`, `100GB`, `2TB`; a unit is a thousand of the one before.
 *
 * @throws RangeError for anything else, zero included
 */
export const parseByteSize = (text: string): number => {
  const match = /^([1-9][0-9]{0,5})(KB|MB|GB|TB)$/.exec(text);
  if (match === null) throw new RangeError(`${JSON.stringify(text)} is not a size: write 500MB, 100GB or 2TB`);
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
};
