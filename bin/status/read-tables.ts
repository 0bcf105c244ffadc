import type { Objects } from '../../lambdas/clients/objects';
import { groupsPrefix, nameOfKeyPart, type PipelineRoot, tablesPrefix } from '../../lambdas/core/batch/object-keys';
import { type Checkpoint, checkpointDocument, groupDocument } from '../../lambdas/core/progress/checkpoint';
import { forEachName } from './for-each-name';

/** What is committed of a table. */
export interface TableStatus {
  checkpoint: Checkpoint;
  /** The consistent group that it is committed with. */
  group?: string;
}

/** Every table that a pipeline has committed, and still has a current.json of, whether or not it is still selected. */
export const readTables = async (store: Objects, root: PipelineRoot): Promise<TableStatus[]> => {
  const { bucket } = root;
  const found: TableStatus[] = [];
  await forEachName(store.folders(tablesPrefix(root)), async (folder) => {
    const key = `${tablesPrefix(root).key}${folder}/current.json`;
    const stored = await store.readDocument(checkpointDocument, { bucket, key });
    if (stored) found.push({ checkpoint: stored.content });
  });
  await forEachName(store.folders(groupsPrefix(root)), async (folder) => {
    const key = `${groupsPrefix(root).key}${folder}/current.json`;
    const stored = await store.readDocument(groupDocument, { bucket, key });
    const group = nameOfKeyPart(folder);
    for (const checkpoint of stored?.content.tables ?? []) found.push({ checkpoint, group });
  });
  return found;
};
