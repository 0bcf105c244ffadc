import type { LoadRecord, TablesHeld } from './load-record';

/** From this share of the quota on a run warns. */
const WARN_FROM = 0.9;

/** The most tables that any record of a run tells; undefined where none was counted. */
export const mostTablesHeld = (records: readonly Pick<LoadRecord, 'tablesHeld'>[]): TablesHeld | undefined =>
  records.reduce<TablesHeld | undefined>(
    (most, { tablesHeld }) => (tablesHeld && tablesHeld.tables > (most?.tables ?? -1) ? tablesHeld : most),
    undefined,
  );

/** What a run says of a warehouse that is nearly full of tables, and what people do about it. */
export const tablesHeldWarnings = (held: TablesHeld | undefined): string[] => {
  if (held === undefined || held.tables < held.quota * WARN_FROM) return [];
  const [tables, quota] = [held.tables, held.quota].map((number) => number.toLocaleString('en-US'));
  return [
    `${tables} of ${quota} tables that the warehouse can hold are in this database: beyond them Redshift creates none, and ` +
      'tables that are new to the load fail. Tables of every schema and database count, temporary ones too, so that another ' +
      'schema does not help. Drop tables; make fewer (of events: source.segment.events, maxNewTables); or take another node ' +
      'type, and write its quota as warehouse.tableQuota',
  ];
};
