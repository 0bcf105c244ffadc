import { FATES, type Fate, type RowCounts } from '../../load-report/row-counts';
import { type Html, html } from './html';
import { count } from './quantity';

/** What the fates are called, and what they mean. */
const WORDS: Readonly<Record<Fate, readonly [name: string, meaning: string]>> = {
  applied: ['applied', 'changed the target'],
  superseded: ['superseded', 'a later change of the same key was in the batch'],
  stale: ['stale', 'a later change was applied before'],
  ignored: ['ignored', 'deletes and truncates that the configuration leaves out'],
  skipped: ['there before', 'the batch was in the target already'],
  refused: ['refused', 'no column can hold a value, or the key has a NULL'],
  setAside: ['set aside', 'COPY could not load them'],
  bad: ['bad', 'no change could be made of them'],
};

/** A fate with few rows is seen, too. In percent. */
const MIN_WIDTH = 1.2;

/** The rows of a table as one bar over the full width, each fate with a share of it, and the numbers below. */
export const rowBarHtml = (rows: RowCounts): Html => {
  if (rows.read === 0) return html`<td class="rows"></td>`;
  const text = fatesText(rows);
  let x = 0;
  const parts = widths(rows).map(([fate, width]) => {
    const part = html`<rect class="f-${fate}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="12"/>`;
    x += width;
    return part;
  });
  return html`<td class="rows" data-v="${rows.applied}"><svg class="fates" aria-hidden="true" width="100%" height="12">${parts}</svg><small>${text}</small></td>`;
};

/** `1,204 applied · 12 stale · 3 bad` */
export const fatesText = (rows: RowCounts): string =>
  FATES.filter((fate) => rows[fate] > 0)
    .map((fate) => `${count(rows[fate])} ${WORDS[fate][0]}`)
    .join(' · ');

/** Shares in percent that make up 100: what small ones are given is taken from all in proportion. */
const widths = (rows: RowCounts): [Fate, number][] => {
  const fates = FATES.filter((fate) => rows[fate] > 0);
  const wide = fates.map((fate): [Fate, number] => [fate, Math.max(MIN_WIDTH, (rows[fate] / rows.read) * 100)]);
  const total = wide.reduce((sum, [, width]) => sum + width, 0);
  return wide.map(([fate, width]) => [fate, (width / total) * 100]);
};

/** The legend of the bars, with the patterns that they are filled with; fates that no row has are left out. */
export const fatesLegend = (
  rows: RowCounts,
): Html => html`<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
<pattern id="f-superseded" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="5" height="5"/><rect class="ink" width="2.2" height="5"/></pattern>
<pattern id="f-stale" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="ground" width="4" height="4"/><circle class="ink" cx="2" cy="2" r="1"/></pattern>
<pattern id="f-refused" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="ink" width="1.6" height="6"/><rect class="ink" width="6" height="1.6"/></pattern>
<pattern id="f-setAside" width="4" height="4" patternUnits="userSpaceOnUse"><rect class="ground" width="4" height="4"/><rect class="ink" width="4" height="2"/></pattern>
</defs></svg>
<ul class="legend">${FATES.filter((fate) => rows[fate] > 0).map(
  (fate) =>
    html`<li><svg width="28" height="12" aria-hidden="true"><rect class="f-${fate}" width="28" height="12"/></svg> <span><b>${WORDS[fate][0]}</b> ${WORDS[fate][1]}</span></li>`,
)}</ul>\n`;
