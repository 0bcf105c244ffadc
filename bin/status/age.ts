const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** A length of time in its two largest units: `2d 4h`, `35m 10s`. */
export const ageText = (seconds: number): string => {
  let rest = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    // Two neighbours only: `1d 3s` says more than anybody wants to know.
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
};

/** How old a load's batch is. Its number tells when it was taken, or committed by the extract pipeline: tenths of a millisecond. */
export const ageOfSeq = (batchSeq: number, now: number): string => ageText((now - batchSeq / 10) / 1000);
