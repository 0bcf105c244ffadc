import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { groupsPrefix, type ObjectLocation, tablesPrefix } from '../core/batch/object-keys';
import { appliedTableDocument, appliedTableKey } from '../core/collect/applied-table';
import type { ExtractPlan } from '../core/collect/extract-load';
import { groupStages } from '../core/collect/plan-extract-group';
import { planExtractLoads } from '../core/collect/plan-extract-loads';
import { decideExtractWrite } from '../core/config/decide-write';
import type { LoadPipeline } from '../core/config/load-config';
import type { LoadInput } from '../core/config/load-input';
import { formatTableName, type TableName } from '../core/config/table-name';
import { InputInvalid, ShuttleError } from '../core/errors';
import { type Checkpoint, checkpointDocument, groupDocument } from '../core/progress/checkpoint';
import { defineHandler } from '../runtime/define-handler';
import { type LoadRun, type LoadStep, type LoadUnit, loadRunSchema } from './contract';
import { failedTables } from './failed-tables';
import { readLoadConfig } from './load-config';
import { type LoadTarget, loadTarget } from './load-target';
import { namedTables } from './named-tables';
import { forEachOf } from './read-groups';
import { limitSteps } from './step-limit';
import { type PlannedLoads, writeUnits } from './write-units';

/**
 * Plans what of an extract pipeline's live batches is still to be loaded: by table, or by consistent group.
 *
 * If the process dies at any line: only objects of this run are there or not, and the retry plans anew by what is
 * committed then. Nothing is taken: which batches a table has is written down as each is committed.
 */
export const planBatchesInputSchema = z.object({ run: loadRunSchema, now: z.string() });

export const planBatches = async (
  { run, now }: z.output<typeof planBatchesInputSchema>,
  clients: { objects: Objects },
): Promise<PlannedLoads> => {
  const store = clients.objects;
  const { config, input } = await readLoadConfig(run, store);
  const isWanted = await wantedTables(run, input, store);
  const targets = loadTarget(config);
  const sources = await readSources(run, store);
  const units: LoadUnit[] = new Array(sources.length);
  await forEachOf(sources, async ({ group, checkpoints }, index) => {
    const members = checkpoints
      .map((checkpoint) => ({ checkpoint, to: targets(checkpoint.destination) }))
      .filter(({ checkpoint, to }) => to.isEnabled && isWanted(checkpoint.destination));
    units[index] = await unitOf({ run, now, config, group, members }, store);
  });
  const planned = units.filter(({ steps, refusal, notes }) => steps.length > 0 || refusal || notes.length > 0);
  return writeUnits(run, planned, store);
};

interface Source {
  group?: string;
  checkpoints: Checkpoint[];
}

/** Every table that is committed: those of groups together. A table of a group and on its own counts where it is newer. */
const readSources = async ({ source }: LoadRun, store: Objects): Promise<Source[]> => {
  const tables = await readAll(tablesPrefix(source), (at) => store.readDocument(checkpointDocument, at), store);
  const groups = await readAll(groupsPrefix(source), (at) => store.readDocument(groupDocument, at), store);
  const newest = new Map<string, Checkpoint>();
  for (const checkpoint of [...tables, ...groups.flatMap(({ tables: members }) => members)]) {
    const known = newest.get(nameOf(checkpoint.destination));
    if (known === undefined || known.committedAt < checkpoint.committedAt) {
      newest.set(nameOf(checkpoint.destination), checkpoint);
    }
  }
  const isNewest = (checkpoint: Checkpoint) => newest.get(nameOf(checkpoint.destination)) === checkpoint;
  return [
    ...tables.filter(isNewest).map((checkpoint) => ({ checkpoints: [checkpoint] })),
    ...groups
      .map(({ group, tables: members }) => ({ group, checkpoints: members.filter(isNewest) }))
      .filter(({ checkpoints }) => checkpoints.length > 0),
  ];
};

const readAll = async <T>(
  prefix: ObjectLocation,
  read: (at: ObjectLocation) => Promise<{ content: T } | undefined>,
  store: Objects,
): Promise<T[]> => {
  const folders: string[] = [];
  for await (const folder of store.folders(prefix)) folders.push(folder);
  const found: (T | undefined)[] = new Array(folders.length);
  await forEachOf(folders, async (folder, index) => {
    found[index] = (await read({ bucket: prefix.bucket, key: `${prefix.key}${folder}/current.json` }))?.content;
  });
  // A folder whose current.json is gone belongs to no table: one that joined a group, for example.
  return found.filter((one) => one !== undefined);
};

interface Planning {
  run: LoadRun;
  now: string;
  config: LoadPipeline;
  group: string | undefined;
  members: { checkpoint: Checkpoint; to: LoadTarget }[];
}

/** The steps of a table, or of a group: stage by stage, so that after each of them its tables show one time. */
const unitOf = async ({ run, now, config, group, members }: Planning, store: Objects): Promise<LoadUnit> => {
  const tables = members.map(({ checkpoint, to }) => ({ source: checkpoint.destination, target: to.target }));
  const [first] = tables;
  const label = group === undefined && first ? nameOf(first.source) : `group ${group}`;
  try {
    const plans: ExtractPlan[] = [];
    for (const { checkpoint, to } of members) {
      const applied = await store.readDocument(appliedTableDocument, appliedTableKey(run.root, checkpoint.destination));
      const key = checkpoint.primaryKey.map((name) => name.toLowerCase());
      const write = decideExtractWrite(nameOf(checkpoint.destination), to.options, key);
      // A stage of a group that is cut is none.
      const maxBytes = group === undefined ? config.maxBytes : undefined;
      plans.push(planExtractLoads(checkpoint, applied?.content, write, now, maxBytes));
    }
    const stages = groupStages(plans);
    const steps = stages.flatMap(({ loads }) =>
      loads.map(({ table, load }): LoadStep => {
        const member = members.find(({ checkpoint }) => isSame(checkpoint.destination, table));
        return {
          source: table,
          target: member?.to.target ?? table,
          batchId: load.batchId,
          batchSeq: load.batchSeq,
          files: { format: 'extract', load, primaryKey: member?.checkpoint.primaryKey ?? [] },
        };
      }),
    );
    const unit: LoadUnit = { label, tables, steps, notes: plans.flatMap(notesOf) };
    return limitSteps(unit, group === undefined ? steps.map(() => 1) : stages.map(({ loads }) => loads.length));
  } catch (error) {
    if (!(error instanceof ShuttleError)) throw error;
    return { label, tables, steps: [], notes: [], refusal: { error: error.name, cause: error.message } };
  }
};

const notesOf = ({ table, notes, left }: ExtractPlan): string[] => [
  ...notes.map((note) => `${nameOf(table)}: ${note}`),
  ...(left.loads > 0
    ? [`${nameOf(table)}: ${left.loads} batches (${left.rows} rows) wait for the next run: maxBytes`]
    : []),
];

/** @throws InputInvalid for what an extract pipeline's batches have no use for */
const wantedTables = async (
  run: LoadRun,
  { tables, reload, retryFailedOf }: LoadInput,
  store: Objects,
): Promise<(table: TableName) => boolean> => {
  if (reload !== undefined) {
    throw new InputInvalid(
      'reload: names objects, and this pipeline loads batches of an extract pipeline. Start that one with fullRefresh for the tables, then this one',
    );
  }
  if (retryFailedOf !== undefined) {
    const failed = await failedTables(run, retryFailedOf, store);
    return (table) => failed.has(nameOf(table));
  }
  return namedTables(tables);
};

const nameOf = ({ schema, name }: TableName): string => formatTableName(schema, name);
const isSame = (a: TableName, b: TableName): boolean => a.schema === b.schema && a.name === b.name;

export const handler = defineHandler(planBatchesInputSchema, (input) => planBatches(input, { objects: objects() }));
