import { loadFix } from '../../load-report/load-fix';
import type { LoadReport, LoadTableReport } from '../../load-report/load-report';
import { Budget } from './budget';
import { type Html, html } from './html';
import { hasFailed, worstFirst } from './outcome';
import { counted } from './quantity';
import type { Section } from './section';
import { sqlHtml } from './sql';

/** Characters for causes, beyond the beginning of each. */
const CAUSES = 300_000;
const BEGINNING = 200;

/** What failed, in Redshift's own words, with what people do about it and what is needed to look further. */
export const loadFailuresSection = (report: LoadReport, sql: Budget): Section[] => {
  const failed = worstFirst(report.tables).filter(hasFailed);
  if (failed.length === 0) return [];
  const causes = new Budget(CAUSES);
  const body = html`${failed.map((table) => failureHtml(table, causes, sql))}`;
  return [{ id: 'failures', title: 'Failures', entries: failed.length, body }];
};

const failureHtml = (table: LoadTableReport, causes: Budget, sql: Budget): Html => {
  const { error = '', cause = '', batches, left, failedBatch, statementId, redshiftQueryId, attempts = 0 } = table;
  const fix = loadFix(error, cause);
  const facts = [
    failedBatch !== undefined && html`batch <code>${failedBatch}</code>`,
    batches.length > 0 && html`${counted(batches.length, 'batch', 'batches')} applied`,
    left.length > 0 && html`${counted(left.length, 'batch', 'batches')} kept for the next run`,
    statementId !== undefined && html`statement <code>${statementId}</code>`,
    redshiftQueryId !== undefined && html`Redshift query <code>${redshiftQueryId}</code>`,
    attempts > 1 && html`${attempts} attempts`,
  ].filter((fact) => fact !== false);
  return html`<article class="failure"><h3>${table.table} <small>${error}</small></h3>
<pre>${causes.cut(cause, BEGINNING)}</pre>${fix !== undefined && html`<p class="fix"><b>Fix</b> ${fix}</p>`}${
    facts.length > 0 && html`<p>${facts.map((fact, i) => [i > 0 && ' · ', fact])}</p>`
  }${sqlHtml(table.sqls, sql)}</article>\n`;
};
