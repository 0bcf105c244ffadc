/** More edits than this are another name, however long it is. */
const MAX_EDITS = 4;

/**
 * The names most like a misspelt one, best first: those within a third of its length in edits (at least 2, at most 4),
 * letter case and separators not counted.
 */
export const nearest = (name: string, known: Iterable<string>, count: number): string[] =>
  nearestAmong(known)(name, count);

/** As `nearest`, with the known names prepared once for many misspelt ones. */
export const nearestAmong = (known: Iterable<string>): ((name: string, count: number) => string[]) => {
  const candidates = [...known].map((candidate) => ({ candidate, text: plain(candidate) }));
  return (name, count) => {
    const wanted = plain(name);
    const reach = Math.min(MAX_EDITS, Math.max(2, Math.floor(wanted.length / 3)));
    return candidates
      .map(({ candidate, text }) => ({ candidate, edits: edits(wanted, text, reach) }))
      .filter(({ edits }) => edits <= reach)
      .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
      .slice(0, count)
      .map(({ candidate }) => candidate);
  };
};

const plain = (text: string): string => text.toLowerCase().replace(/[_\-\s"]/g, '');

/** Edits (insert, delete, replace, swap neighbours) between two texts; above `reach` any number above it. */
const edits = (a: string, b: string, reach: number): number => {
  if (Math.abs(a.length - b.length) > reach) return reach + 1;
  // What both begin and end with costs nothing; most pairs of a large catalog differ in little else or in all.
  let [start, endA, endB] = [0, a.length, b.length];
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  return distance(a.slice(start, endA), b.slice(start, endB), reach);
};

const distance = (a: string, b: string, reach: number): number => {
  const width = b.length + 1;
  // Row i holds the edits from the first i characters of a to each beginning of b; only cells within reach are filled.
  const cells = new Uint8Array((a.length + 1) * width).fill(reach + 1);
  for (let j = 0; j <= Math.min(reach, b.length); j++) cells[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const [row, above] = [i * width, (i - 1) * width];
    if (i <= reach) cells[row] = i;
    for (let j = Math.max(1, i - reach); j <= Math.min(b.length, i + reach); j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      cells[row + j] = Math.min(
        at(cells, above + j) + 1,
        at(cells, row + j - 1) + 1,
        at(cells, above + j - 1) + cost,
        swapped ? at(cells, above - width + j - 2) + 1 : reach + 1,
      );
    }
  }
  return at(cells, a.length * width + b.length);
};

const at = (cells: Uint8Array, index: number): number => cells[index] ?? 0;
