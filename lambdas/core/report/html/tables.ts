import type { Report, TableReport } from '../../progress/report';
import { type Html, html } from './html';
import { signOf, statusClass, worstFirst } from './outcome';
import { count, counted, secondsText, sizeText } from './quantity';
import { type Section, tableHtml } from './section';

/** What the bars of a column are measured by. */
interface Largest {
  rows: number;
  sizeBytes: number;
  statementSeconds: number;
}

/** All tables: what was read, how, why so, and how much, with a bar beside each number. */
export const tablesSection = (report: Report, anchors: ReadonlyMap<string, string>): Section => {
  const tables = worstFirst(report.tables);
  const most = (of: keyof Largest) => tables.reduce((max, table) => Math.max(max, table[of] ?? 0), 0);
  const largest = { rows: most('rows'), sizeBytes: most('sizeBytes'), statementSeconds: most('statementSeconds') };
  const body = tableHtml(
    'What was read of each table, and how',
    [
      { title: 'Table' },
      { title: 'Result' },
      { title: 'Read' },
      { title: 'Method' },
      { title: 'Rows', number: true },
      { title: 'Parquet', number: true },
      { title: 'In Redshift', number: true },
    ],
    tables.map((table) => rowHtml(table, largest, anchors.get(table.table))),
  );
  return { id: 'tables', title: 'Tables', entries: tables.length, body };
};

const rowHtml = (table: TableReport, largest: Largest, anchor: string | undefined): Html => {
  const { rows, sizeBytes, statementSeconds, quarantined = 0, files = 0 } = table;
  const note = quarantined > 0 && html`<small>${count(quarantined)} quarantined</small>`;
  return html`<tr${anchor !== undefined && html` id="${anchor}"`}><th scope="row">${table.table}${
    table.group !== undefined && html`<small>group ${table.group}</small>`
  }</th><td class="outcome ${statusClass(table.status)}">${signOf(table.status)} ${table.status}</td><td>${kindText(table)}${whyHtml(table.whyMode)}</td><td>${table.method}${whyHtml(
    table.why,
  )}</td>${numberHtml(rows, count, largest.rows, undefined, note)}${numberHtml(
    sizeBytes,
    sizeText,
    largest.sizeBytes,
    (value) => `${count(value)} bytes in ${counted(files, 'file')}`,
  )}${numberHtml(statementSeconds, secondsText, largest.statementSeconds, (value) => `${value} seconds`)}</tr>\n`;
};

/** `window`, `load in 3 chunks` */
const kindText = ({ kind, mode, batches }: TableReport): string => {
  const chunks = batches.filter((batch) => batch.kind === kind).length;
  return chunks > 1 ? `${kind} in ${chunks} chunks` : (kind ?? mode ?? '');
};

const whyHtml = (why: string | undefined): Html | undefined => (why ? html`<small>${why}</small>` : undefined);

const numberHtml = (
  value: number | undefined,
  short: (value: number) => string,
  largest: number,
  /** The exact value, where the short one is not. */
  long: ((value: number) => string) | undefined,
  note?: Html | false,
): Html => {
  if (value === undefined) return html`<td class="n"></td>`;
  const share = largest > 0 ? Math.round((value / largest) * 1000) / 10 : 0;
  return html`<td class="n"${long && html` title="${long(value)}" data-v="${value}"`}>${short(value)}<i style="--w:${share}%"></i>${note}</td>`;
};
