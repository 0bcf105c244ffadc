import type { CostLine, RunCost } from '../cost-line';
import { PRICE_PAGES } from '../prices';
import { type Html, html } from './html';
import { count } from './quantity';
import { type Section, tableHtml } from './section';

/** What the run is estimated to cost in AWS, with the arithmetic. */
export const costSection = ({ cost }: { cost?: RunCost | undefined }): Section[] => {
  if (!cost) return [];
  const columns = [
    { title: 'What' },
    { title: 'How many', number: true as const },
    { title: 'Price a million, $', number: true as const },
    { title: 'Amount, $', number: true as const },
    { title: 'Arithmetic' },
  ];
  // Three digits of the total that count, and two more for its small parts.
  const digits = Math.min(9, Math.max(2, 2 - Math.floor(Math.log10(cost.total)) + 2));
  const total = html`<tr><th scope="row">Total</th><td></td><td></td>${amountHtml(cost.total, digits)}<td></td></tr>`;
  const table = tableHtml(
    'Estimated cost of the run',
    columns,
    cost.lines.map((line) => lineHtml(line, digits)),
    total,
  );
  const body = html`${table}<p class="note">An estimate at the prices of ${cost.region} of ${cost.pricesOf} (${PRICE_PAGES.map(
    ({ of, url }, i) => [i > 0 && ', ', html`<a href="${url}" rel="noreferrer">${of}</a>`],
  )}), without free tiers. Counts come from the records of the tables; retries of single steps and polls of the catalog are not in them, and the seconds of a call are assumed. Not included: what Redshift takes for running the statements, storage and transfer, logs, keys of your own.</p>`;
  return [{ id: 'cost', title: 'Estimated AWS cost', body }];
};

/** @param digits behind the point, the same for all, so that the amounts stand under one another */
const lineHtml = ({ what, quantity, unit, unitPrice, amount, how }: CostLine, digits: number): Html =>
  html`<tr><th scope="row">${what}</th><td class="n" title="${quantity}">${
    quantity < 100 && !Number.isInteger(quantity) ? quantity.toFixed(2) : count(Math.round(quantity))
  } ${unit}</td><td class="n" title="${unitPrice.toFixed(12)} each">${(unitPrice * 1e6).toFixed(2)}</td>${amountHtml(amount, digits)}<td><small>${how}</small></td></tr>\n`;

const amountHtml = (amount: number, digits: number): Html =>
  html`<td class="n" title="${amount}">${amount.toFixed(digits)}</td>`;
