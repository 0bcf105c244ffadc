/**
 * The names most like a misspelt one, best first: those within a third of its length in edits (at least 2), letter case
 * and separators not counted.
 */
export const nearest = (name: string, known: Iterable<string>, count: number): string[] => {
  const wanted = plain(name);
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  return [...known]
    .map((candidate) => ({ candidate, distance: distance(wanted, plain(candidate), reach) }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate);
};

const plain = (text: string): string => text.toLowerCase().replace(/[_\-\s"]/g, '');

/** Edits (insert, delete, replace, swap neighbours) between two texts; above `reach` any number above it. */
const distance = (a: string, b: string, reach: number): number => {
  if (Math.abs(a.length - b.length) > reach) return reach + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(at(previous, j) + 1, at(row, j - 1) + 1, at(previous, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(before, j - 2) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return at(previous, b.length);
};

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
