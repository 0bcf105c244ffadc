import type { Report } from '../../progress/report';
import { type Html, html, type Piece } from './html';
import { outcomeHtml } from './outcome';
import { count, counted, dollars, exact, largeCount, moment, seconds, size } from './quantity';

/** What people look for first: how the run ended, when, and its totals. */
export const headHtml = (report: Report): Html => {
  const took = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000;
  return html`<header>
<p class="kind">Redshift Shuttle · extract run</p>
<h1>${report.pipeline} ${outcomeHtml(report.status)}</h1>
<dl class="facts">
${fact('Run', html`<code>${report.runId}</code>`)}
${fact('Started', moment(report.startedAt))}
${fact('Ended', moment(report.endedAt))}
${Number.isFinite(took) && fact('Took', seconds(took))}
${fact('Execution', html`<code>${report.executionArn}</code>`)}
</dl>
${endHtml(report)}
<dl class="totals">
${totals(report).map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}</dd>${note && html`<dd class="note">${note}</dd>`}</div>\n`)}
</dl>
</header>
`;
};

const fact = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** Characters of a cause that stand at the head of the page. */
const MAX_CAUSE = 4_000;

/** Why the run failed, without the lines of the single tables: their failures follow below. */
const endHtml = ({ error, cause = '' }: Report): Html | undefined => {
  if (error === undefined) return undefined;
  const lines = cause.split('\n');
  const tables = lines.findIndex((line) => line.includes('"retryFailedOf"'));
  const own = tables < 0 ? lines : lines.slice(0, tables + 1);
  return html`<div class="end" role="note"><p><strong>${error}</strong> ${own.join('\n').slice(0, MAX_CAUSE)}</p></div>`;
};

const totals = ({ totals, tables, cost, status }: Report): [name: string, value: Piece, note?: Piece][] => {
  const { planned, committed, failed, unaccounted, rows, sizeBytes, quarantined } = totals;
  if (status === 'dry run') return [['Tables planned', count(planned)], ...refused(failed)];
  const files = tables.reduce((sum, table) => sum + (table.files ?? 0), 0);
  const redshift = tables.reduce((sum, table) => sum + (table.statementSeconds ?? 0), 0);
  const gone = tables.reduce((sum, table) => sum + (table.deletes?.gone ?? 0), 0);
  const missed = failed + unaccounted;
  return [
    [
      'Tables committed',
      count(committed),
      missed > 0 ? `of ${count(planned)}; ${count(missed)} failed` : `of ${count(planned)}`,
    ],
    ['Rows', exact(largeCount(rows), count(rows)), quarantined > 0 && `and ${count(quarantined)} quarantined`],
    ['Parquet', size(sizeBytes), counted(files, 'file')],
    ['Time in Redshift', seconds(redshift), 'all tables added up'],
    ...(gone > 0 ? ([['Keys gone', count(gone)]] as [string, string][]) : []),
    ...(cost
      ? ([['AWS, estimated', exact(dollars(cost.total), `US dollars ${cost.total}`), 'without Redshift']] as [
          string,
          Piece,
          Piece,
        ][])
      : []),
  ];
};

const refused = (failed: number): [string, string][] => (failed > 0 ? [['Refused', count(failed)]] : []);
