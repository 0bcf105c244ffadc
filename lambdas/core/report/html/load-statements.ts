import type { LoadReport, LoadTableReport } from '../../load-report/load-report';
import { type Html, html } from './html';
import { worstFirst } from './outcome';
import { count, secondsText } from './quantity';
import { type Section, tableHtml } from './section';

/** Batches that the page lists; the rest is in report.json. */
const MAX_LISTED = 1_000;

/** The batches that were applied: ids to look their transactions up by, and what they took. */
export const batchesSection = (report: LoadReport): Section[] => {
  const batches = worstFirst(report.tables).flatMap(({ table, batches }) => batches.map((batch) => ({ table, batch })));
  if (batches.length === 0) return [];
  const columns = [
    { title: 'Table' },
    { title: 'Batch, and its statement' },
    { title: 'Redshift query', number: true as const },
    { title: 'Rows', number: true as const },
    { title: 'Parts', number: true as const },
    { title: 'Attempts', number: true as const },
    { title: 'Polls', number: true as const },
    { title: 'In Redshift', number: true as const },
  ];
  const more = batches.length - MAX_LISTED;
  const table = tableHtml('Batches that were applied', columns, batches.slice(0, MAX_LISTED).map(rowHtml));
  const body = html`${table}${more > 0 && html`<p class="note">${count(more)} more are in report.json.</p>`}`;
  return [{ id: 'statements', title: 'Batches', entries: batches.length, body }];
};

const rowHtml = ({ table, batch }: { table: string; batch: LoadTableReport['batches'][number] }): Html =>
  html`<tr><th scope="row">${table}</th><td><code>${batch.batchId}</code>${
    batch.statementId !== '' && html`<small><code>${batch.statementId}</code></small>`
  }</td><td class="n">${batch.redshiftQueryId}</td>${number(batch.counts.staged)}${number(batch.read.parts)}${number(
    batch.attempts,
  )}${number(batch.polls)}<td class="n" data-v="${batch.statementSeconds ?? 0}">${
    batch.statementSeconds !== undefined && secondsText(batch.statementSeconds)
  }</td></tr>\n`;

const number = (value: number | undefined): Html => html`<td class="n">${value !== undefined && count(value)}</td>`;
