/** Rows of text to print; null is SQL's NULL. */
export interface TextTable {
  columns: readonly string[];
  rows: readonly (readonly (string | null)[])[];
  /** Columns to align right. */
  numeric: readonly boolean[];
}

const MAX_CELL = 40;
const GAP = '  ';

/** One line a row, columns aligned, long text cut; columns beyond `width` characters become `+n columns`. */
export function renderTable(table: TextTable, width = 120): string {
  const cells = table.rows.map((row) => row.map(cellText));
  const widths = table.columns.map((name, i) =>
    Math.max(length(cellText(name)), ...cells.map((row) => length(row[i] ?? ''))),
  );
  const shown = columnsThatFit(widths, width);
  const hidden = widths.length - shown;
  const line = (texts: readonly string[], end: string) => {
    const padded = texts.slice(0, shown).map((text, i) => pad(text, widths[i] ?? 0, table.numeric[i] ?? false));
    return [...padded, ...(hidden > 0 && end !== '' ? [end] : [])].join(GAP).trimEnd();
  };
  const rule = widths.map((count) => '─'.repeat(count));
  return [
    line(table.columns.map(cellText), `+${hidden} column${hidden === 1 ? '' : 's'}`),
    line(rule, ''),
    ...cells.map((row) => line(row, '…')),
  ].join('\n');
}

/** At least one column is shown, however wide it is. */
function columnsThatFit(widths: readonly number[], width: number): number {
  let used = 0;
  for (const [i, one] of widths.entries()) {
    used += one + (i === 0 ? 0 : GAP.length);
    // Room for `+n columns` is needed unless this is the last one.
    const rest = i === widths.length - 1 ? 0 : GAP.length + '+9999 columns'.length;
    if (i > 0 && used + rest > width) return i;
  }
  return widths.length;
}

const length = (text: string): number => [...text].length;

function pad(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - length(text)));
  return right ? blanks + text : text + blanks;
}

function cellText(value: string | null): string {
  if (value === null) return 'NULL';
  // One line a row: JSON spells line breaks and other control characters.
  const flat = value.replace(/\p{Cc}/gu, (char) => JSON.stringify(char).slice(1, -1));
  const chars = [...flat];
  return chars.length > MAX_CELL ? `${chars.slice(0, MAX_CELL - 1).join('')}…` : flat;
}
