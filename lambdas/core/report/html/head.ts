import type { RunCost } from '../cost-line';
import { type Html, html, type Piece } from './html';
import { outcomeHtml } from './outcome';
import { dollars, exact, moment, seconds } from './quantity';

/** What a report of either direction says of its run. */
export interface HeadFacts {
  pipeline: string;
  runId: string;
  executionArn: string;
  status: string;
  startedAt: string;
  endedAt: string;
  error?: string | undefined;
  cause?: string | undefined;
}

/** A large number, with a note below. */
export type Total = [name: string, value: Piece, note?: Piece];

/** What people look for first: how the run ended, when, and its totals. */
export const headHtml = (report: HeadFacts, direction: 'extract' | 'load', totals: readonly Total[]): Html => {
  const took = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 1000;
  return html`<header>
<p class="kind">Redshift Shuttle · ${direction} run</p>
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
${totals.map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}</dd>${note && html`<dd class="note">${note}</dd>`}</div>\n`)}
</dl>
</header>
`;
};

/** A name and its value, for a list of facts. */
export const fact = (name: string, value: Piece): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** Characters of a cause that stand at the head of the page. */
const MAX_CAUSE = 4_000;

/** Why the run failed, without the lines of the single tables: their failures follow below. */
const endHtml = ({ error, cause = '' }: HeadFacts): Html | undefined => {
  if (error === undefined) return undefined;
  const lines = cause.split('\n');
  const tables = lines.findIndex((line) => line.includes('"retryFailedOf"'));
  const own = tables < 0 ? lines : lines.slice(0, tables + 1);
  return html`<div class="end" role="note"><p><strong>${error}</strong> ${own.join('\n').slice(0, MAX_CAUSE)}</p></div>`;
};

/** The estimate, where there is one. */
export const costTotal = (cost: RunCost | undefined): Total[] =>
  cost ? [['AWS, estimated', exact(dollars(cost.total), `US dollars ${cost.total}`), 'without Redshift']] : [];
