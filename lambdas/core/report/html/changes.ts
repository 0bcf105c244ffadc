import type { Report, TableReport } from '../../progress/report';
import { type Html, html, type Piece } from './html';
import { count } from './quantity';
import { type Section, tableHtml } from './section';

/** The sections on what changed since the last run; each is there when there is something to tell. */
export const changeSections = ({ tables }: Report): Section[] => [
  ...schemaChanges(tables),
  ...watermarks(tables),
  ...deletes(tables),
  ...keys(tables),
  ...warnings(tables),
];

const NULL: Html = html`<em>none</em>`;

const name = (table: string): Html => html`<th scope="row">${table}</th>`;
const text = (piece: Piece): Html => html`<td>${piece}</td>`;
const number = (value: number): Html => html`<td class="n" data-v="${value}">${count(value)}</td>`;
const value = (of: string | null | undefined): Html =>
  of === null ? html`<td class="v">${NULL}</td>` : html`<td class="v">${of}</td>`;

const schemaChanges = (tables: readonly TableReport[]): Section[] => {
  const rows = tables.flatMap(({ table, schemaChanges }) =>
    schemaChanges.map(
      ({ change, column, from, to }) =>
        html`<tr>${name(table)}${text(change)}${text(html`<code>${column}</code>`)}${value(from)}${value(to)}</tr>\n`,
    ),
  );
  const columns = ['Table', 'Change', 'Column', 'From', 'To'].map((title) => ({ title }));
  return section('schema', 'Schema changes', rows, tableHtml('Columns that changed since the last run', columns, rows));
};

const watermarks = (tables: readonly TableReport[]): Section[] => {
  const rows = tables.flatMap(({ table, kind, watermark }) =>
    watermark
      ? [
          html`<tr>${name(table)}${text(kind)}${text(html`<code>${watermark.column}</code>`)}${value(watermark.from)}${value(watermark.to)}</tr>\n`,
        ]
      : [],
  );
  const columns = ['Table', 'Read', 'Replication key', 'From', 'To'].map((title) => ({ title }));
  return section('watermarks', 'Watermarks', rows, tableHtml('Watermarks before and after the run', columns, rows));
};

const deletes = (tables: readonly TableReport[]): Section[] => {
  const rows = tables.flatMap(({ table, deletes: found }) =>
    found
      ? [html`<tr>${name(table)}${number(found.gone)}${number(found.last)}<td class="n">${share(found)}</td></tr>\n`]
      : [],
  );
  const columns = [
    { title: 'Table' },
    { title: 'Keys gone', number: true as const },
    { title: 'Keys before', number: true as const },
    { title: 'Share', number: true as const },
  ];
  return section('deletes', 'Deletes', rows, tableHtml('Primary keys that are gone since the last run', columns, rows));
};

const share = ({ gone, last }: { gone: number; last: number }): string =>
  last === 0 ? '' : `${((gone / last) * 100).toFixed(2)} %`;

const keys = (tables: readonly TableReport[]): Section[] => {
  const rows = tables.flatMap(({ table, keys: found }) =>
    found ? [html`<tr>${name(table)}${number(found.nulls)}${number(found.duplicates)}</tr>\n`] : [],
  );
  const columns = [
    { title: 'Table' },
    { title: 'Rows with a NULL in the key', number: true as const },
    { title: 'Rows with a key met before', number: true as const },
  ];
  return section('keys', 'Primary keys', rows, tableHtml('Primary keys as they were counted', columns, rows));
};

/**
 * What does not stop a table, and somebody should know.
 *
 * @param ofRun of no table alone: they come first
 */
export const warnings = (
  tables: readonly Pick<TableReport, 'table' | 'warnings'>[],
  ofRun: readonly string[] = [],
): Section[] => {
  const rows = [
    ...ofRun.map((word) => html`<li>${word}</li>\n`),
    ...tables.flatMap(({ table, warnings: words }) => words.map((word) => html`<li><b>${table}</b> ${word}</li>\n`)),
  ];
  return section('warnings', 'Warnings', rows, html`<ul class="warnings">${rows}</ul>`);
};

/** A section with an entry at least, or none. */
export const section = (id: string, title: string, rows: readonly Html[], body: Html): Section[] =>
  rows.length === 0 ? [] : [{ id, title, entries: rows.length, body }];
