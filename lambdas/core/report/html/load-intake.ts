import type { LoadReport } from '../../load-report/load-report';
import { fact } from './head';
import { type Html, html } from './html';
import { count, counted, moment, secondsText, size, sizeText } from './quantity';
import { type Section, tableHtml } from './section';

/** Decisions on objects, as core/collect names them. Others are shown by their names. */
const DECISIONS: Readonly<Record<string, string>> = {
  taken: 'loaded by this run',
  left: 'new, and left for the next run by maxObjects or maxBytes',
  seen: 'taken before',
  settled: 'taken before, and older than the look-back',
  skipped: 'written anew after it was taken, and passed over: changedObjects is skip',
  outside: 'outside of the keys that the input names',
  archived: 'in an archive class: restore it, or it is never loaded',
  hidden: 'its name begins with _ or .',
  empty: 'without content',
  folder: 'the mark of a folder',
};

/** What came in: the objects, by what was decided of each, and those that could not be read. */
export const intakeSection = (report: LoadReport): Section[] => {
  const { collected, unread, quarantinedObjects: bad } = report;
  if (!collected && unread.count + bad.count === 0) return [];
  const body = html`${collected && collectedHtml(collected, report)}${
    bad.count > 0 &&
    html`<h3>Objects that could not be read <small>${count(bad.count)}</small></h3><p class="note">They are in the quarantine as a whole; another version of the object is taken.</p><ul class="warnings">${bad.objects.map(
      ({ key, reason }) => html`<li><code>${key}</code> ${reason}</li>\n`,
    )}</ul>${more(bad.count - bad.objects.length)}`
  }${
    unread.count > 0 &&
    html`<h3>Objects that were gone <small>${count(unread.count)}</small></h3><p class="note">They were deleted or written anew before they were read. A later run takes what is there then.</p><ul class="warnings">${unread.keys.map(
      (key) => html`<li><code>${key}</code></li>\n`,
    )}</ul>${more(unread.count - unread.keys.length)}`
  }`;
  return [{ id: 'intake', title: 'What came in', body }];
};

const more = (number: number): Html | undefined =>
  number > 0 ? html`<p class="note">And ${count(number)} more.</p>` : undefined;

const collectedHtml = (collected: NonNullable<LoadReport['collected']>, report: LoadReport): Html => {
  const { batchId, resumed, objects, sizeBytes, left, counts, examples } = collected;
  const rows = Object.entries(counts)
    .filter(([, number]) => number > 0)
    .sort(([a], [b]) => place(a) - place(b))
    .map(
      ([decision, number]) =>
        html`<tr><th scope="row">${decision}</th><td>${DECISIONS[decision]}</td><td class="n">${count(number)}</td><td>${(
          examples[decision] ?? []
        ).map((key, i) => [i > 0 && html`<br>`, html`<code>${key}</code>`])}</td></tr>\n`,
    );
  const columns = [
    { title: 'Decision' },
    { title: 'Which' },
    { title: 'Objects', number: true as const },
    { title: 'For example' },
  ];
  return html`<dl class="facts">
${fact('Batch', batchId === null ? 'none: nothing is new' : html`<code>${batchId}</code>`)}
${resumed && fact('Resumed', 'an earlier run took it and did not settle it')}
${fact('Taken', html`${counted(objects, 'object')}, ${size(sizeBytes)}`)}
${left.objects > 0 && fact('Left', html`${counted(left.objects, 'object')}, ${sizeText(left.sizeBytes)}${left.oldest !== null && html`, the oldest of ${moment(left.oldest)}`}`)}
${stepFacts(report)}
</dl>
${rows.length > 0 && tableHtml('Objects of the listing, by what was decided', columns, rows)}`;
};

const place = (decision: string): number => {
  const index = Object.keys(DECISIONS).indexOf(decision);
  return index < 0 ? Number.MAX_SAFE_INTEGER : index;
};

/** How long each step before the tables took. */
const stepFacts = ({ startedAt, timeline }: LoadReport): Html[] => {
  const { collectedAt, scannedAt, stagedAt, plannedAt } = timeline;
  let from = Date.parse(startedAt);
  return [
    ['Collecting', collectedAt],
    ['Scanning', scannedAt],
    ['Staging', stagedAt],
    ['Planning', plannedAt],
  ].flatMap(([name = '', iso]) => {
    const to = Date.parse(iso ?? '');
    if (Number.isNaN(to)) return [];
    const seconds = Math.max(0, (to - from) / 1000);
    from = to;
    return [fact(name, secondsText(seconds))];
  });
};
