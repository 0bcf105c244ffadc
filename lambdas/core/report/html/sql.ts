import type { Budget } from './budget';
import { type Html, html } from './html';
import { type Ended, hasFailed, worstFirst } from './outcome';
import { counted } from './quantity';
import type { Section } from './section';

/** The statements of a table, folded, or nothing where there are none or the page has no room left. */
export const sqlHtml = (sqls: readonly string[], budget: Budget, name = 'SQL'): Html | undefined => {
  if (sqls.length === 0 || !budget.take(sqls.join(';\n\n'))) return undefined;
  return html`<details><summary>${name}, ${counted(sqls.length, 'statement')}</summary><pre class="sql">${sqls.join(';\n\n')}</pre></details>\n`;
};

/** The SQL of the tables that did not fail, as far as there is room; that of a failed one stands with its failure. */
export const sqlSection = (all: readonly (Ended & { sqls: string[] })[], budget: Budget): Section[] => {
  const tables = worstFirst(all).filter((table) => !hasFailed(table) && table.sqls.length > 0);
  if (tables.length === 0) return [];
  const shown = tables.map(({ table, sqls }) => sqlHtml(sqls, budget, table)).filter((one) => one !== undefined);
  const more = tables.length - shown.length;
  const body = html`${shown}${more > 0 && html`<p class="note">That of ${counted(more, 'more table')} is in report.json.</p>`}`;
  return [{ id: 'sql', title: 'SQL', entries: tables.length, body }];
};
