import type { Objects } from '../clients/objects';
import { currentKey, groupKey } from '../core/batch/object-keys';
import { tableSchemaDocument } from '../core/catalog/table-schema';
import { type Checkpoint, checkpointDocument, groupDocument } from '../core/progress/checkpoint';
import type { Committed } from '../core/progress/decide-read';
import type { Run, Unit } from './contract';

/** What was committed of a unit before, by table, and the version of current.json that says so. */
export interface CommittedUnit {
  etag: string | null;
  checkpoints: Map<string, Checkpoint>;
}

const nameOf = ({ schema, name }: { schema: string; name: string }): string => JSON.stringify([schema, name]);

/** Reads a unit's current.json: a table's own, or that of its group. Tables are found by their destination. */
export const readCommitted = async (run: Pick<Run, 'root'>, unit: Unit, store: Objects): Promise<CommittedUnit> => {
  if (unit.group !== undefined) {
    const stored = await store.readDocument(groupDocument, groupKey(run.root, unit.group));
    const tables = stored?.content.tables ?? [];
    return {
      etag: stored?.etag ?? null,
      checkpoints: new Map(tables.map((checkpoint) => [nameOf(checkpoint.destination), checkpoint])),
    };
  }
  const [table] = unit.tables;
  if (!table) throw new RangeError('a unit has a table');
  const stored = await store.readDocument(checkpointDocument, currentKey(run.root, table.destination));
  return {
    etag: stored?.etag ?? null,
    checkpoints: new Map(stored ? [[nameOf(table.destination), stored.content]] : []),
  };
};

export const checkpointOf = (
  committed: CommittedUnit,
  table: { destination: { schema: string; name: string } },
): Checkpoint | undefined => committed.checkpoints.get(nameOf(table.destination));

/** A checkpoint with its newest schema, where that is still there. */
export const withSchema = async (
  checkpoint: Checkpoint | undefined,
  store: Objects,
): Promise<Committed | undefined> => {
  if (!checkpoint) return undefined;
  const { bucket, key } = checkpoint.schema;
  const schema = await store.readDocument(tableSchemaDocument, { bucket, key });
  return { checkpoint, ...(schema && { schema: schema.content }) };
};
