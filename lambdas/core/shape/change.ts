import type { Cells } from './cells';
import type { RawText } from './raw-text';

/**
 * A value as exact text; never a JavaScript number, which would round. `number` is the text of a JSON number, so that it
 * is not taken for a string of digits (`007` as a string keeps its zeros). `json` is an object or array, for SUPER.
 */
export type Value = null | boolean | string | { number: string } | { json: string };

/** Values by the source's own column names. Made by newRow, so that no name meets an inherited member. */
export type Row = Record<string, Value>;

/** A table as the source names it. */
export interface SourceTable {
  schema: string;
  name: string;
}

/** U: upsert (create, update, read of a snapshot); D: delete; T: truncate. */
export type ChangeOp = 'U' | 'D' | 'T';

/** One change of one row of a source table, whatever format told it. */
export interface Change {
  table: SourceTable;
  op: ChangeOp;
  /** Key column names where the source or the configuration tells them. */
  key: readonly string[] | null;
  /** The format says the key: no change can tell another one. */
  keyIsFixed?: true;
  /** The after image; of a delete the key, and whatever else the before image has; of a truncate nothing. */
  row: Row;
  /** The same, where a reader has it so: for those who go through all columns. */
  cells?: Cells;
  /** Columns that the source did not send, because they are unchanged: they must not overwrite. */
  absent: readonly string[];
  /** The row tells only some columns: those that it does not name, or names as null, are unchanged. Of upserts only. */
  partial?: true;
  /** Text of digits and lower-case letters, at most 64, that sorts by bytes as the source's order. */
  pos: string;
  /** The source's time, `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. */
  at: string | null;
  /** Both as bytes, where a reader has them so: for those who copy them. */
  raw?: { pos: RawText; at: RawText };
  /** Redshift types by column name that the source declares: they beat what the values look like. */
  types?: Readonly<Record<string, string>>;
}

/**
 * Where a record begins in its decompressed object: the offset in bytes, and the line, from 1, where it has lines. In
 * Parquet a record has no place of its own: the offset is that of its row group, and `row` its number in the file, from 1.
 */
export interface Location {
  byte: number;
  line?: number;
  row?: number;
}

/** A record that cannot become a change. The reason names columns, but never holds a value: it goes into reports. */
export interface BadRow {
  location: Location;
  reason: string;
  /** The record, cut to 1,000 characters. */
  text: string;
}

/** What a column needs in order to hold every value seen. */
export interface ColumnSeen {
  name: string;
  /** As Redshift's DDL takes it: `varchar(64)`, `numeric(12,2)`, `bigint`. */
  type: string;
  /** UTF-8 bytes of the longest value as text. */
  maxBytes?: number;
}

/** Tells what shaping yields apart. */
export const isBadRow = (item: object | BadRow): item is BadRow => 'reason' in item && 'location' in item;
