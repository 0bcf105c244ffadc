import type { LoadReport, LoadTableReport } from '../../load-report/load-report';
import type { ToldChange } from '../../load-report/told-change';
import { section, warnings } from './changes';
import { type Html, html } from './html';
import { counted } from './quantity';
import { type Section, tableHtml } from './section';

/** Columns of a new table that the page names. */
const MAX_COLUMNS = 12;

/** The sections on what the run did to its targets; each is there when there is something to tell. */
export const loadChangeSections = ({ tables, warnings: ofRun }: LoadReport): Section[] => [
  ...changes(tables),
  ...conflicts(tables),
  ...warnings(tables, ofRun),
];

const changes = (tables: readonly LoadTableReport[]): Section[] => {
  const rows = tables.flatMap(({ table, batches }) =>
    batches.flatMap(({ changes }) =>
      changes
        .filter(({ what }) => what !== 'control table changed')
        .map(
          (change) =>
            html`<tr><th scope="row">${table}</th><td>${change.what}</td><td><code>${change.name}</code></td><td>${typeHtml(change)}</td></tr>\n`,
        ),
    ),
  );
  const columns = ['Table', 'Change', 'Name', 'Type'].map((title) => ({ title }));
  return section(
    'schema',
    'Changes of the targets',
    rows,
    tableHtml('What was created, added and widened', columns, rows),
  );
};

const typeHtml = ({ type, columns = [] }: ToldChange): Html | undefined => {
  if (type !== undefined) return html`<code>${type}</code>`;
  if (columns.length === 0) return undefined;
  const shown = columns.slice(0, MAX_COLUMNS).map(({ name, type }) => `${name} ${type}`);
  const more = columns.length - shown.length;
  return html`${counted(columns.length, 'column')}<small>${shown.join(', ')}${more > 0 && ` and ${more} more`}</small>`;
};

const conflicts = (tables: readonly LoadTableReport[]): Section[] => {
  const rows = tables.flatMap(({ table, conflicts: found }) =>
    found.map(
      ({ column, targetType, dataType, to }) =>
        html`<tr><th scope="row">${table}</th><td><code>${column}</code></td><td><code>${targetType}</code></td><td><code>${dataType}</code></td><td>${
          to === undefined ? 'to the quarantine, with their rows' : html`to column <code>${to}</code>`
        }</td></tr>\n`,
    ),
  );
  const columns = ['Table', 'Column', 'Its type', 'Type of the data', 'Values that do not fit go'].map((title) => ({
    title,
  }));
  return section(
    'conflicts',
    'Values that do not fit',
    rows,
    tableHtml('Columns that cannot hold every value', columns, rows),
  );
};
