import { type ObjectLocation, s3Url } from '../../batch/object-keys';
import type { LoadReport, LoadTableReport } from '../../load-report/load-report';
import { section } from './changes';
import { type Html, html, type Piece } from './html';
import { count, counted } from './quantity';
import { type Section, tableHtml } from './section';

/** Rows that were not loaded: why, and where they are. */
export const badRowSections = ({ badRows, tables, refusedTables }: LoadReport): Section[] => {
  const reasons = badRows.reasons.map(
    ({ reason, rows }) => html`<tr><th scope="row">${reason}</th><td class="n">${count(rows)}</td></tr>\n`,
  );
  const named = badRows.reasons.reduce((sum, { rows }) => sum + rows, 0);
  const others = badRows.rows - named;
  const body = html`${tableHtml('Why rows are bad', [{ title: 'Reason' }, { title: 'Rows', number: true }], reasons)}${
    others > 0 && html`<p class="note">And ${count(others)} rows for other reasons.</p>`
  }`;
  const places = [
    ...badRows.locations.map((at) => placeHtml('bad', undefined, undefined, undefined, at)),
    ...tables.flatMap(placesOf),
  ];
  const columns = [
    { title: 'Rows that are' },
    { title: 'Table' },
    { title: 'Batch' },
    { title: 'Rows', number: true as const },
    { title: 'Where' },
  ];
  return [
    ...refusedSection(refusedTables),
    ...section('bad', 'Bad rows', reasons, body),
    ...section('quarantine', 'Quarantine', places, tableHtml('Where rows are that were not loaded', columns, places)),
  ];
};

/** Tables that were not made. */
const refusedSection = (refused: LoadReport['refusedTables']): Section[] => {
  if (refused === undefined) return [];
  const rows = refused.tables.map(
    ({ name, rows: n }) => html`<tr><th scope="row">${name}</th><td class="n">${count(n)}</td></tr>\n`,
  );
  const note = html`<p class="note">${counted(refused.count, 'table')} with ${counted(refused.rows, 'row')} would be new beyond the ${count(
    refused.max,
  )} that a run makes. Their rows are in the quarantine; their events are in tracks all the same. Exclude the events, or raise maxNewTables and reload the objects.</p>`;
  const columns = [{ title: 'Table' }, { title: 'Rows', number: true as const }];
  const others = refused.count - rows.length;
  const rest = refused.rows - refused.tables.reduce((sum, { rows: n }) => sum + n, 0);
  const body = html`${note}${tableHtml('New tables that were refused, by rows', columns, rows)}${
    others > 0 && html`<p class="note">And ${counted(others, 'table')} with ${counted(rest, 'row')}.</p>`
  }`;
  return [{ id: 'refused', title: 'Tables not made', entries: refused.count, body }];
};

const placesOf = ({ table, batches }: LoadTableReport): Html[] =>
  batches.flatMap(({ batchId, counts, setAside, quarantine, setAsideAt }) => [
    ...(counts.refused > 0 && quarantine ? [placeHtml('refused', table, batchId, counts.refused, quarantine)] : []),
    ...(setAside > 0 && setAsideAt ? [placeHtml('set aside', table, batchId, setAside, setAsideAt)] : []),
  ]);

const placeHtml = (kind: string, table: Piece, batch: Piece, rows: number | undefined, at: ObjectLocation): Html =>
  html`<tr><th scope="row">${kind}</th><td>${table ?? 'all'}</td><td>${batch !== undefined && html`<code>${batch}</code>`}</td><td class="n">${
    rows !== undefined && count(rows)
  }</td><td><code>${s3Url(at)}</code></td></tr>\n`;
