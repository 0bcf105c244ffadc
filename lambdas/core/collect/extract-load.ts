import type { WriteDecision } from '../config/decide-write';
import type { TableName } from '../config/table-name';
import type { BatchFiles } from '../progress/checkpoint';

/** One transaction on the target of an extracted table. */
export interface ExtractLoad {
  /** How its rows are written; only a base replaces what is there. */
  writeMode: WriteDecision['writeMode'];
  /** For the target's ledger: the newest of the extract pipeline's batches in it, and the shift where there is one. */
  batchId: string;
  /** Grows with the time of the batch's commit: the same batch has the same number at each replay. */
  batchSeq: number;
  /** By how much the number is moved: a base that is applied a second time must not be taken for the first. */
  shift: number;
  /** Where all its rows stand, for the last position of each key. */
  position: string;
  /** When the extract pipeline committed it, ISO 8601. */
  at: string;
  /** The extract pipeline's batches in it, oldest first; several only of a load in chunks. */
  batchIds: string[];
  /** The run of the extract pipeline that read it. */
  runId: string;
  /** Manifests whose parts one COPY each reads; all of one schema. Empty where there are deletes only. */
  files: BatchFiles[];
  /** Primary keys that are gone: parts with the key's columns alone. */
  deletes?: BatchFiles;
  schemaVersion: string;
  rows: number;
  sizeBytes: number;
  /** What later loads are built on: all rows of the table as of one time. */
  isBase: boolean;
  /** Rows that come again with the next run of the extract pipeline. */
  isTail: boolean;
}

/** What a run applies to one table. */
export interface ExtractPlan {
  table: TableName;
  primaryKey: string[];
  why: string;
  /** In the order in which they are applied, each once the one before is committed. */
  loads: ExtractLoad[];
  /** Beyond maxBytes, for the next run. */
  left: { loads: number; rows: number; sizeBytes: number };
  /** What is passed over for good, or waits, in words for the report. */
  notes: string[];
}
