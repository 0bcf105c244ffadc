import type { Objects } from '../clients/objects';
import { recordKey, recordsPrefix } from '../core/batch/object-keys';
import { type LoadRecord, loadRecordDocument } from '../core/load-report/load-record';
import type { LoadRun } from './contract';
import { forEachOf } from './read-groups';

/** What the tables of a run became, as far as they have a record. */
export const readLoadRecords = async (
  run: Pick<LoadRun, 'root'>,
  runId: string,
  store: Objects,
): Promise<LoadRecord[]> => {
  const keys: string[] = [];
  for await (const { key } of store.list(recordsPrefix(run.root, runId))) keys.push(key);
  const records: LoadRecord[] = [];
  await forEachOf(keys, async (key) => {
    const record = await store.readDocument(loadRecordDocument, { bucket: run.root.bucket, key });
    if (record) records.push(record.content);
  });
  return records;
};

/** The record of one table in this run; none before its first batch has ended. Found by its target. */
export const readLoadRecord = async (
  run: LoadRun,
  target: { schema: string; name: string },
  store: Objects,
): Promise<LoadRecord | undefined> =>
  (await store.readDocument(loadRecordDocument, recordKey(run.root, run.runId, target)))?.content;

export const writeLoadRecord = async (run: LoadRun, record: LoadRecord, store: Objects): Promise<void> => {
  await store.writeDocument(loadRecordDocument, recordKey(run.root, run.runId, record.target), record);
};
