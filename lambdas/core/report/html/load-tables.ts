import type { LoadReport, LoadTableReport } from '../../load-report/load-report';
import { type Html, html } from './html';
import { signOf, statusClass, worstFirst } from './outcome';
import { count, counted, secondsText } from './quantity';
import { fatesLegend, rowBarHtml } from './row-bar';
import { type Section, tableHtml } from './section';

/** All tables: how rows were written, and what became of them. */
export const loadTablesSection = (report: LoadReport, anchors: ReadonlyMap<string, string>): Section => {
  const tables = worstFirst(report.tables);
  const most = tables.reduce((max, { rows }) => Math.max(max, rows.read), 0);
  const table = tableHtml(
    'What was loaded into each table, and how',
    [
      { title: 'Table' },
      { title: 'Result' },
      { title: 'Write mode' },
      { title: 'Rows read', number: true },
      { title: 'What became of them' },
      { title: 'Batches', number: true },
      { title: 'In Redshift', number: true },
    ],
    tables.map((one) => rowHtml(one, most, anchors.get(one.table))),
  );
  return {
    id: 'tables',
    title: 'Tables',
    entries: tables.length,
    body: html`${fatesLegend(report.totals.rows)}${table}`,
  };
};

const rowHtml = (table: LoadTableReport, most: number, anchor: string | undefined): Html => {
  const { source, status, rows, batches, left, statementSeconds } = table;
  const waits = left.length > 0 && html`<small>${count(left.length)} not applied</small>`;
  return html`<tr${anchor !== undefined && html` id="${anchor}"`}><th scope="row">${table.table}${
    source !== table.table && html`<small>from ${source}</small>`
  }</th><td class="outcome ${statusClass(status)}">${signOf(status)} ${status}${
    status === 'waiting' && html`<small>${table.cause}</small>`
  }</td><td>${modeText(table)}${table.why !== undefined && html`<small>${table.why}</small>`}${keyHtml(table)}</td><td class="n" data-v="${rows.read}">${
    rows.read > 0 && count(rows.read)
  }${most > 0 && rows.read > 0 && html`<i style="--w:${Math.round((rows.read / most) * 1000) / 10}%"></i>`}</td>${rowBarHtml(
    rows,
  )}<td class="n" data-v="${batches.length}">${count(batches.length)}${waits}</td><td class="n" data-v="${statementSeconds ?? 0}">${
    statementSeconds !== undefined && secondsText(statementSeconds)
  }</td></tr>\n`;
};

/** `merge`, `merge; 1 batch: replace` */
const modeText = ({ writeMode, batches }: LoadTableReport): string => {
  const others = new Map<string, number>();
  for (const { writeMode: own } of batches)
    if (own !== undefined && own !== writeMode) others.set(own, (others.get(own) ?? 0) + 1);
  const words = [...others].map(([mode, number]) => `${counted(number, 'batch', 'batches')}: ${mode}`);
  return [...(writeMode === undefined ? [] : [writeMode]), ...words].join('; ');
};

const keyHtml = ({ key = [] }: LoadTableReport): Html | undefined =>
  key.length === 0
    ? undefined
    : html`<small>key ${key.map((name, i) => [i > 0 && ', ', html`<code>${name}</code>`])}</small>`;
