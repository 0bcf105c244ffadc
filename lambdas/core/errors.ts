/**
 * Every error that the product raises by name. Retry and Catch of the state machines match these names, users look them
 * up in docs/troubleshooting.md (a test checks that each has an entry).
 *
 * The name is a literal on each class: bundling with minification renames classes, so `new.target.name` would be `t`.
 */
export abstract class ShuttleError extends Error {
  abstract override readonly name: string;
}

// ---- configuration and input -------------------------------------------------------------------------------------

/** shuttle.yaml is wrong; the message lists each path, its value and the fix. */
export class ConfigInvalid extends ShuttleError {
  override readonly name = 'ConfigInvalid';
}
/** The execution input is wrong: an unknown key, a wrong type, keys that exclude each other. */
export class InputInvalid extends ShuttleError {
  override readonly name = 'InputInvalid';
}
/** A listed table or glob matches nothing that the database user can see. */
export class TableNotFound extends ShuttleError {
  override readonly name = 'TableNotFound';
}
/** The database user sees no table at all: grants are missing. */
export class NothingVisible extends ShuttleError {
  override readonly name = 'NothingVisible';
}
/** Two tables would land under one name in the destination. */
export class NameCollision extends ShuttleError {
  override readonly name = 'NameCollision';
}
/** A listed column does not exist, or no column is left. */
export class ColumnNotFound extends ShuttleError {
  override readonly name = 'ColumnNotFound';
}
/** A column has a type that cannot be extracted. */
export class TypeNotSupported extends ShuttleError {
  override readonly name = 'TypeNotSupported';
}
/** A column cannot be the replication key, or its greatest value cannot be a watermark. */
export class ReplicationKeyInvalid extends ShuttleError {
  override readonly name = 'ReplicationKeyInvalid';
}
/** A column cannot be part of a primary key that rows are told apart by. */
export class PrimaryKeyInvalid extends ShuttleError {
  override readonly name = 'PrimaryKeyInvalid';
}
/** The table's columns changed in a way that schemaDrift does not allow; the message lists each change. */
export class SchemaDrifted extends ShuttleError {
  override readonly name = 'SchemaDrifted';
}
/** A rendered statement is longer than the Data API takes (100 KB). */
export class StatementTooLong extends ShuttleError {
  override readonly name = 'StatementTooLong';
}
/** mode is incremental, and neither the config nor a column's name tells the replication key. */
export class ReplicationKeyMissing extends ShuttleError {
  override readonly name = 'ReplicationKeyMissing';
}
/** Deletes are to be detected in a table without a primary key. */
export class PrimaryKeyMissing extends ShuttleError {
  override readonly name = 'PrimaryKeyMissing';
}
/** What is committed does not fit with new rows any more, and onReset is fail. */
export class ResetRefused extends ShuttleError {
  override readonly name = 'ResetRefused';
}
/** from and to name a window of a table that is not loaded incrementally, or does not fit with what is committed. */
export class BackfillImpossible extends ShuttleError {
  override readonly name = 'BackfillImpossible';
}
/** A consistent group takes more statements than one Data API batch holds (40). */
export class GroupTooLarge extends ShuttleError {
  override readonly name = 'GroupTooLarge';
}
/** retryFailedOf names a run of which no report exists, or which had no failed table. */
export class RunNotFound extends ShuttleError {
  override readonly name = 'RunNotFound';
}

// ---- the run -----------------------------------------------------------------------------------------------------

/** Another execution of this pipeline is running. */
export class AlreadyRunning extends ShuttleError {
  override readonly name = 'AlreadyRunning';
}
/** The lock of this run was taken over by another execution: nothing may be committed any more. */
export class LockLost extends ShuttleError {
  override readonly name = 'LockLost';
}
/** Some tables failed; the message names them. The others are committed. */
export class TablesFailed extends ShuttleError {
  override readonly name = 'TablesFailed';
}
/** Every table is committed, but the Glue Data Catalog does not show it of some; the message names them. */
export class TablesNotRegistered extends ShuttleError {
  override readonly name = 'TablesNotRegistered';
}
/** Groups of objects could be neither read nor given up; the message has the first cause. The batch stays pending. */
export class ObjectsNotRead extends ShuttleError {
  override readonly name = 'ObjectsNotRead';
}
/** A planned table has neither a commit nor a failure on record. */
export class TableUnaccounted extends ShuttleError {
  override readonly name = 'TableUnaccounted';
}
/** A stored JSON document has a format version that this release does not know. */
export class FormatVersionUnknown extends ShuttleError {
  override readonly name = 'FormatVersionUnknown';
}
/** A stored JSON document is not what it should be. */
export class DocumentInvalid extends ShuttleError {
  override readonly name = 'DocumentInvalid';
}

// ---- statements --------------------------------------------------------------------------------------------------

/** Transient: isolation conflict, lost connection, out of slots. The statement is rendered anew and sent again. */
export class StatementTransient extends ShuttleError {
  override readonly name = 'StatementTransient';
}
/** Redshift refused or failed the statement; the message is Redshift's own. */
export class StatementFailed extends ShuttleError {
  override readonly name = 'StatementFailed';
}
/** The warehouse holds as many tables as its kind may: Redshift creates no other one. */
export class TableQuotaExceeded extends ShuttleError {
  override readonly name = 'TableQuotaExceeded';
}
/** The statement was cancelled by somebody else. */
export class StatementAborted extends ShuttleError {
  override readonly name = 'StatementAborted';
}
/** The statement ran longer than statementTimeout and was cancelled. */
export class StatementTimedOut extends ShuttleError {
  override readonly name = 'StatementTimedOut';
}
/** The Data API reports a status that this release does not know. */
export class StatementStatusUnknown extends ShuttleError {
  override readonly name = 'StatementStatusUnknown';
}
/** The result passes what the Data API can hold (500 MB a result, 64 KB a row): the table is unloaded instead. */
export class ResultTooLarge extends ShuttleError {
  override readonly name = 'ResultTooLarge';
}
/** The Data API throttles or has no free statement slot: waited out by the machine, never a failure of the run. */
export class DataApiBusy extends ShuttleError {
  override readonly name = 'DataApiBusy';
}
/** The Data API answered 5xx, or the connection broke before an answer came. */
export class DataApiUnavailable extends ShuttleError {
  override readonly name = 'DataApiUnavailable';
}
/** The result is not there yet (the Data API says so with ResourceNotFoundException right after FINISHED). */
export class ResultNotReady extends ShuttleError {
  override readonly name = 'ResultNotReady';
}

// ---- files and commit --------------------------------------------------------------------------------------------

/** Step Functions or Glue throttles, or answered 5xx, or the connection broke. */
export class ServiceUnavailable extends ShuttleError {
  override readonly name = 'ServiceUnavailable';
}
/** S3 throttles, or answered 5xx, or the connection broke. */
export class StorageUnavailable extends ShuttleError {
  override readonly name = 'StorageUnavailable';
}
/** The rows in the files differ from the rows counted in the same snapshot: nothing is committed. */
export class RowsMismatch extends ShuttleError {
  override readonly name = 'RowsMismatch';
}
/** No row is at or beyond the last watermark any more, and onReset is fail. */
export class SourceRebuilt extends ShuttleError {
  override readonly name = 'SourceRebuilt';
}
/** A larger share of the last key set is gone than maxDeletes allows. */
export class TooManyDeletes extends ShuttleError {
  override readonly name = 'TooManyDeletes';
}
/** UNLOAD said it is done, but its manifest is missing or cannot be read. */
export class ManifestInvalid extends ShuttleError {
  override readonly name = 'ManifestInvalid';
}
/** A file of the manifest is missing in S3 or has another size. */
export class PartMissing extends ShuttleError {
  override readonly name = 'PartMissing';
}
/** A data file has other columns or types than its schema.json says. */
export class SchemaMismatch extends ShuttleError {
  override readonly name = 'SchemaMismatch';
}
/** Somebody else committed this table since it was planned: this batch stays invisible. */
export class CommitConflict extends ShuttleError {
  override readonly name = 'CommitConflict';
}

// ---- objects of a load -------------------------------------------------------------------------------------------

/** An object cannot be read as the configuration says: none of its rows can be told. The message says what to change. */
export class ObjectUnreadable extends ShuttleError {
  override readonly name = 'ObjectUnreadable';
}
/** A larger share of a run's rows is bad than maxBadRows allows: no table is changed. */
export class TooManyBadRows extends ShuttleError {
  override readonly name = 'TooManyBadRows';
}

// ---- Glue Data Catalog ---------------------------------------------------------------------------------------------

/** The Glue database of a pipeline's catalog does not exist. */
export class CatalogNotFound extends ShuttleError {
  override readonly name = 'CatalogNotFound';
}
/** Somebody else changed the Glue table, or committed the Redshift table, meanwhile: the step is taken again. */
export class CatalogConflict extends ShuttleError {
  override readonly name = 'CatalogConflict';
}
/** A table of this name exists in the Glue Data Catalog and is not the pipeline's own. */
export class CatalogTableTaken extends ShuttleError {
  override readonly name = 'CatalogTableTaken';
}
/** A table or column has a name that the Glue Data Catalog cannot hold. */
export class CatalogNameInvalid extends ShuttleError {
  override readonly name = 'CatalogNameInvalid';
}

/** The classes by name, for the docs test and for the definitions. */
export const errorClasses = {
  ConfigInvalid,
  InputInvalid,
  TableNotFound,
  NothingVisible,
  NameCollision,
  ColumnNotFound,
  TypeNotSupported,
  ReplicationKeyInvalid,
  PrimaryKeyInvalid,
  SchemaDrifted,
  StatementTooLong,
  ReplicationKeyMissing,
  PrimaryKeyMissing,
  ResetRefused,
  BackfillImpossible,
  GroupTooLarge,
  RunNotFound,
  AlreadyRunning,
  LockLost,
  TablesFailed,
  TablesNotRegistered,
  ObjectsNotRead,
  TableUnaccounted,
  FormatVersionUnknown,
  DocumentInvalid,
  StatementTransient,
  StatementFailed,
  TableQuotaExceeded,
  StatementAborted,
  StatementTimedOut,
  StatementStatusUnknown,
  ResultTooLarge,
  DataApiBusy,
  DataApiUnavailable,
  ResultNotReady,
  ServiceUnavailable,
  StorageUnavailable,
  RowsMismatch,
  SourceRebuilt,
  TooManyDeletes,
  ManifestInvalid,
  PartMissing,
  SchemaMismatch,
  CommitConflict,
  ObjectUnreadable,
  TooManyBadRows,
  CatalogNotFound,
  CatalogConflict,
  CatalogTableTaken,
  CatalogNameInvalid,
} as const;

export type ErrorName = keyof typeof errorClasses;
