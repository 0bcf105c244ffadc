import { createHash } from 'node:crypto';
import { keyPart, type ObjectLocation, type PipelineRoot } from './object-keys';

/*
 * Where a load pipeline keeps what it works on, below its root. The state of its source is in `collect/`, see
 * core/collect; what runs leave is in `runs/`, see object-keys.ts.
 */

/** A table by the name that it has in the source. */
interface SourceName {
  schema: string;
  name: string;
}

const tablePart = ({ schema, name }: SourceName): string => `${keyPart(schema)}.${keyPart(name)}`;
const at = (root: PipelineRoot, key: string): ObjectLocation => ({ bucket: root.bucket, key: root.prefix + key });

/** The names that a table's columns have in its target. */
export const columnNamesKey = (root: PipelineRoot, table: SourceName): ObjectLocation =>
  at(root, `tables/${tablePart(table)}/names.json`);

/** The prefix that holds a folder for each batch that is staged. */
export const stagingPrefix = (root: PipelineRoot): ObjectLocation => at(root, 'staging/');
export const stagedBatchPrefix = (root: PipelineRoot, batchId: string): ObjectLocation =>
  at(root, `staging/${batchId}/`);

/** The prefix that holds the lists of objects, one for each batch. */
export const objectBatchesPrefix = (root: PipelineRoot): ObjectLocation => at(root, 'collect/batches/');

/**
 * The folder of a batch as one configuration shapes it. Another configuration shapes it into another folder, so that no
 * table is loaded from files of both.
 *
 * @param shaping digest of what of the configuration decides how objects are read
 */
export const stagedRoot = (root: PipelineRoot, batchId: string, shaping: string): PipelineRoot => ({
  bucket: root.bucket,
  prefix: `${root.prefix}staging/${batchId}/${shaping}/`,
});

/** What a group of objects holds: tables, columns, rows. */
export const scanKey = (staged: PipelineRoot, group: number): ObjectLocation => at(staged, `scan/${group}.json`);
/** The columns of every table of the batch. */
export const stagedColumnsKey = (staged: PipelineRoot): ObjectLocation => at(staged, 'columns.json');
/** Which parts a group of objects became. */
export const stageKey = (staged: PipelineRoot, group: number): ObjectLocation => at(staged, `stage/${group}.json`);

/**
 * A part that COPY reads. An invocation whose answer was lost may go on while its retry runs, so that each writes under a
 * name of its own.
 */
export const stagedPartKey = (
  staged: PipelineRoot,
  table: SourceName,
  { group, part, invocationId }: { group: number; part: number; invocationId: string },
): ObjectLocation =>
  at(
    staged,
    `data/${keyPart(table.schema)}/${keyPart(table.name)}/${String(group).padStart(6, '0')}-${String(part).padStart(5, '0')}-${digestOf(invocationId)}.json.gz`,
  );

/** What a table has in the batch. */
export const stagedTableKey = (staged: PipelineRoot, table: SourceName): ObjectLocation =>
  at(staged, `tables/${tablePart(table)}.json`);
/** All tables of the batch, and what became of its objects and rows. */
export const stagedTablesKey = (staged: PipelineRoot): ObjectLocation => at(staged, 'tables.json');

/** Rows of a group's objects that could not be loaded, and objects that could not be read. */
export const badRowsKey = (
  root: PipelineRoot,
  batchId: string,
  { group, part, invocationId }: { group: number; part: number; invocationId: string },
): ObjectLocation =>
  at(root, `quarantine/${batchId}/rows/${String(group).padStart(6, '0')}-${part}-${digestOf(invocationId)}.json.gz`);

/** The prefix of rows that the target could not take, of one attempt. */
export const refusedRowsPrefix = (
  root: PipelineRoot,
  batchId: string,
  table: SourceName,
  attempt: string,
): ObjectLocation =>
  at(root, `quarantine/${batchId}/refused/${keyPart(table.schema)}/${keyPart(table.name)}/${attempt}/`);

/** Staged rows that COPY refused, set aside. */
export const poisonKey = (root: PipelineRoot, batchId: string, table: SourceName, attempt: string): ObjectLocation =>
  at(root, `quarantine/${batchId}/poison/${keyPart(table.schema)}/${keyPart(table.name)}/${attempt}.json.gz`);

/** The items of a Map: groups of objects; units of tables. */
export const groupsKey = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/groups.json`);
export const loadsKey = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/loads.json`);

/** What each table gets in the run, or why not, for the report. */
export const plannedLoadsKey = (root: PipelineRoot, runId: string): ObjectLocation =>
  at(root, `runs/${runId}/planned.json`);

/** What the run collected. */
export const collectedKey = (root: PipelineRoot, runId: string): ObjectLocation =>
  at(root, `runs/${runId}/collected.json`);

/** The steps of one unit of tables. */
export const loadUnitKey = (root: PipelineRoot, runId: string, label: string): ObjectLocation =>
  at(root, `runs/${runId}/units/${keyPart(label)}.json`);

/** What one attempt at a step of a unit does. */
export const applyKey = (root: PipelineRoot, runId: string, label: string, name: string): ObjectLocation =>
  at(root, `runs/${runId}/applies/${keyPart(label)}/${name}.json`);

/** Statement text that is too large to travel in the state. */
export const applyStatementKey = (root: PipelineRoot, runId: string, label: string, name: string): ObjectLocation =>
  at(root, `runs/${runId}/statements/${keyPart(label)}/${name}.json`);

/** The manifest of one COPY. */
export const copyManifestKey = (root: PipelineRoot, runId: string, label: string, name: string): ObjectLocation =>
  at(root, `runs/${runId}/manifests/${keyPart(label)}/${name}.json`);

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
