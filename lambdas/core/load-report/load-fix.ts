/** What people do about the failure of a table, by its error; more of it in docs/troubleshooting.md. */
const FIXES: Readonly<Record<string, string>> = {
  StatementTimedOut: 'Raise statementTimeout, or let a run take less: lower maxObjects or maxBytes.',
  StatementTransient:
    'Redshift refused it for a passing reason at every attempt, mostly another writer of the same table. Run again; if it comes back, load at another time or raise attempts.',
  StatementAborted: 'Somebody cancelled it, or a queue rule did: look it up by its query, then run again.',
  TableQuotaExceeded:
    'Drop tables, or make fewer (of events: source.segment.events, maxNewTables), or take a node type that holds more. Another schema or database of the warehouse does not help. Then run again.',
  RowsMismatch:
    'Compare the counts with the table and with the files named in the report before you go on; if they are right, report the case.',
  PrimaryKeyMissing: 'Name the key: tables: {<table>: {key: [...]}}, or set writeMode: append.',
  PrimaryKeyInvalid: 'Write the former key again, or load into another table: name it with as, and reload the objects.',
  SchemaDrifted: 'Change the table as the message says, or set evolve: add.',
  TableNotFound: 'Create the table, or set evolve: add.',
  NameCollision: 'Give one of the names another: as for a table, a rename in the source for a column.',
  TypeNotSupported: 'Name a type for the column: tables: {<table>: {columnTypes: {<column>: ...}}}.',
  ConfigInvalid: 'Mend shuttle.yaml as the message says, and deploy again.',
  DataApiBusy: 'Lower maxConcurrency.tables, for other clients of the Data API need some as well; then run again.',
  LockLost: 'Another run of the pipeline took over. Look at that one; what this table lacks is in its list.',
  TableUnaccounted: 'Run again. If it comes back, open the execution of the table in the console.',
};

const DENIED = /permission denied|not authorized|must be owner|access ?denied/i;

/**
 * What people do about a failure; undefined where the message alone has to say it.
 *
 * @param cause as Redshift or the step put it
 */
export const loadFix = (error: string, cause: string): string | undefined => {
  if (error === 'StatementFailed' && DENIED.test(cause)) {
    return 'Run the SQL of npx shuttle grants as an administrator of the database; only the owner of a table can alter it.';
  }
  return Object.hasOwn(FIXES, error) ? FIXES[error] : undefined;
};
