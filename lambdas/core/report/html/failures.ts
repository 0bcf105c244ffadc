import type { Report, TableReport } from '../../progress/report';
import { Budget } from './budget';
import { type Html, html } from './html';
import { hasFailed, worstFirst } from './outcome';
import type { Section } from './section';
import { sqlHtml } from './sql';

/** Characters for causes, beyond the beginning of each. */
const CAUSES = 300_000;
const BEGINNING = 200;

/** What failed, in Redshift's own words, with what is needed to look further. */
export const failuresSection = (report: Report, sql: Budget): Section[] => {
  const failed = worstFirst(report.tables).filter(hasFailed);
  const causes = new Budget(CAUSES);
  if (failed.length === 0) return [];
  const body = html`${failed.map((table) => failureHtml(table, causes, sql))}`;
  return [{ id: 'failures', title: 'Failures', entries: failed.length, body }];
};

const failureHtml = (table: TableReport, causes: Budget, sql: Budget): Html => {
  const { statementId, redshiftQueryId, attempts = 0 } = table;
  const facts = [
    statementId !== undefined && html`statement <code>${statementId}</code>`,
    redshiftQueryId !== undefined && html`Redshift query <code>${redshiftQueryId}</code>`,
    attempts > 1 && html`${attempts} attempts`,
    table.group !== undefined && html`group ${table.group}`,
  ].filter((fact) => fact !== false);
  return html`<article class="failure"><h3>${table.table} <small>${table.error}</small></h3>
<pre>${causes.cut(table.cause ?? '', BEGINNING)}</pre>${
    facts.length > 0 && html`<p>${facts.map((fact, i) => [i > 0 && ' · ', fact])}</p>`
  }${sqlHtml(table.sqls, sql)}</article>\n`;
};
