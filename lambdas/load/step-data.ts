import type { Objects } from '../clients/objects';
import {
  type Manifest,
  manifestDocument,
  manifestOf,
  type Part,
  partsOf,
  rowsOf,
  sizeOf,
} from '../core/batch/manifest';
import type { ObjectLocation } from '../core/batch/object-keys';
import { schemaKey } from '../core/batch/object-keys';
import { type SchemaColumn, tableSchemaDocument } from '../core/catalog/table-schema';
import type { ExtractLoad } from '../core/collect/extract-load';
import { DocumentInvalid, ManifestInvalid } from '../core/errors';
import type { DataColumn } from '../core/load/evolution-plan';
import type { BatchFiles } from '../core/progress/checkpoint';
import { columnNames } from '../core/shape/column/column-name';
import type { ParquetFiles } from '../core/sql/load/apply-request';
import { fileValue } from '../core/sql/load/file-value';
import type { StagedPart } from '../core/staging/group-stage';
import { stagedTableDocument } from '../core/staging/staged-table';
import type { LoadRun, LoadStep } from './contract';
import { forEachOf } from './read-groups';

/** What a step brings into its target, whichever source it is of. */
export interface StepData {
  columns: DataColumn[];
  /** The key that the source tells, by the target's names. */
  key: string[] | null;
  /** Columns of the target that some change left out. */
  absent: string[];
  /** Columns of the target that the data has without a value. */
  nulls: string[];
  /** Its changes tell only some columns each: one without a value is unchanged. */
  partial?: true;
  read: { rows: number; bad: number; parts: number; sizeBytes: number };
  files: ChangeParts | ExtractParts;
}

export interface ChangeParts {
  format: 'changes';
  parts: StagedPart[];
}

/** The files of an extract, and how their columns are read. */
export interface ExtractParts {
  format: 'extract';
  load: ExtractLoad;
  data: { parts: Part[]; columns: ParquetFiles['columns'] };
  deletes?: { parts: Part[]; columns: ParquetFiles['columns'] };
}

/** Reads what a step is of. @throws DocumentInvalid, ManifestInvalid where files are gone; TypeNotSupported */
export const readStepData = async (run: LoadRun, step: LoadStep, store: Objects): Promise<StepData> =>
  step.files.format === 'changes'
    ? changesOf(step.files.staged, store)
    : extractOf(run, step, step.files.load, step.files.primaryKey, store);

const changesOf = async (at: ObjectLocation, store: Objects): Promise<StepData> => {
  const staged = await store.readDocument(stagedTableDocument, at);
  if (!staged)
    throw new DocumentInvalid(
      `${at.key} is gone: another run has settled the batch since, or it was deleted by hand. Start the pipeline again`,
    );
  const { columns, key, absent, untyped, overflow, partial, parts, rows, bad, sizeBytes } = staged.content;
  return {
    columns: [
      ...columns.map(({ name, type, isDeclared }) => ({ name, type, isDeclared })),
      ...(overflow === undefined ? [] : [{ name: overflow, type: 'super', isDeclared: true }]),
    ],
    key,
    absent,
    nulls: untyped.map(({ name }) => name),
    ...(partial && { partial }),
    read: { rows: rows + bad, bad, parts: parts.length, sizeBytes },
    files: { format: 'changes', parts },
  };
};

const extractOf = async (
  run: LoadRun,
  { source }: LoadStep,
  load: ExtractLoad,
  primaryKey: readonly string[],
  store: Objects,
): Promise<StepData> => {
  const at = schemaKey(run.source, source, load.schemaVersion);
  const schema = await store.readDocument(tableSchemaDocument, at);
  if (!schema)
    throw new DocumentInvalid(`${at.key} of the extract pipeline is gone: extract the table anew (fullRefresh)`);
  const names = columnNames(schema.content.columns.map(({ name }) => name));
  const nameOf = (column: string): string => names.get(column) ?? column;
  const columns = schema.content.columns.map((column) => fileColumn(column, nameOf(column.name)));
  const found: Part[][] = new Array(load.files.length);
  await forEachOf(load.files, async (files, index) => {
    found[index] = await readParts(files, store);
  });
  const parts = found.flat();
  const gone = load.deletes && (await readParts(load.deletes, store));
  const keyColumns = primaryKey.flatMap((name) => columns.filter((column) => column.name === nameOf(name)));
  return {
    columns: columns.map((column) => ({ name: column.name, type: fileValue(column).type, isDeclared: true })),
    key: primaryKey.length === 0 ? null : primaryKey.map(nameOf),
    absent: [],
    nulls: [],
    read: {
      rows: rowsOf(parts) + rowsOf(gone ?? []),
      bad: 0,
      parts: parts.length + (gone?.length ?? 0),
      sizeBytes: sizeOf(parts) + sizeOf(gone ?? []),
    },
    files: {
      format: 'extract',
      load,
      data: { parts, columns },
      ...(gone && { deletes: { parts: gone, columns: keyColumns } }),
    },
  };
};

const fileColumn = ({ redshiftType, encoding }: SchemaColumn, name: string): ParquetFiles['columns'][number] => ({
  name,
  redshiftType,
  ...(encoding !== undefined && { encoding }),
});

const readParts = async ({ manifest, rows }: BatchFiles, store: Objects): Promise<Part[]> => {
  const stored = await store.readDocument(manifestDocument, manifest);
  if (!stored) {
    throw new ManifestInvalid(
      `${manifest.key} is gone: the extract pipeline has retired the batch since the run was planned. Start this pipeline again`,
    );
  }
  const parts = partsOf(stored.content);
  if (rowsOf(parts) === rows) return parts;
  throw new ManifestInvalid(`${manifest.key} lists ${rowsOf(parts)} rows, and its batch has ${rows}`);
};

/** Writes the manifest of a COPY; none where there is nothing to copy, since Redshift refuses an empty one. */
export const writeManifest = async (
  at: ObjectLocation,
  parts: readonly Part[],
  store: Objects,
): Promise<ObjectLocation> => {
  const manifest: Manifest = manifestOf(parts);
  if (manifest.entries.length > 0) await store.writeDocument(manifestDocument, at, manifest);
  return at;
};
