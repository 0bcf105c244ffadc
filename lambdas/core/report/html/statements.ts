import type { Report, TableReport } from '../../progress/report';
import { tableTransitions } from '../step-counts';
import { type Html, html } from './html';
import { worstFirst } from './outcome';
import { count } from './quantity';
import { type Section, tableHtml } from './section';

/** What was asked of Redshift: ids to look it up by, how often it was looked at, and what that took. */
export const statementsSection = (report: Report): Section[] => {
  const tables = worstFirst(report.tables).filter(
    ({ statementId, redshiftQueryId }) => statementId !== undefined || redshiftQueryId !== undefined,
  );
  if (tables.length === 0) return [];
  const columns = [
    { title: 'Table' },
    { title: 'Data API statement' },
    { title: 'Redshift query', number: true as const },
    { title: 'Polls', number: true as const },
    { title: 'Attempts', number: true as const },
    { title: 'Transitions, est.', number: true as const },
  ];
  const body = tableHtml('Statements that were sent to Redshift', columns, tables.map(rowHtml));
  return [{ id: 'statements', title: 'Statements', entries: tables.length, body }];
};

const rowHtml = (table: TableReport): Html =>
  html`<tr><th scope="row">${table.table}</th><td><code>${table.statementId}</code></td><td class="n">${
    table.redshiftQueryId
  }</td>${number(table.polls)}${number(table.attempts)}${number(tableTransitions(table))}</tr>\n`;

const number = (value: number | undefined): Html => html`<td class="n">${value === undefined ? '' : count(value)}</td>`;
