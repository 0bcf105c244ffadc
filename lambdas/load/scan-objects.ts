import { ObjectChanged } from '../clients/object-source';
import { type Objects, objects } from '../clients/objects';
import { scanKey } from '../core/batch/load-keys';
import type { BatchObject } from '../core/collect/object-batch';
import { ObjectUnreadable } from '../core/errors';
import { isBadRow } from '../core/shape/change';
import { type GroupScan, groupScanDocument } from '../core/staging/group-scan';
import type { UnreadableObject } from '../core/staging/group-stage';
import { TableScanner } from '../core/staging/table-scanner';
import { defineHandler, type Invocation } from '../runtime/define-handler';
import { type GroupStepInput, givenUp, groupStepInputSchema } from './group-step';
import { readLoadConfig } from './load-config';
import { type GroupReader, groupReader } from './open-group';
import { writeOnce } from './write-once';

/**
 * Reads a group of objects and writes down what they hold: tables, columns, and what types their values need. Keeps no row.
 *
 * If the process dies at any line: nothing but scan/<group>.json is written, once; a step that finds it there does nothing.
 */
export interface ScannedGroup {
  tables: number;
}

/** Seconds for one object: staging, which takes up to three times as long, has to end within 15 minutes. */
export const MAX_SCAN_SECONDS = 270;

/** Rows after which the clock is looked at. */
const ROWS_BETWEEN_LOOKS = 10_000;

export const scanObjects = async (
  { run, batch, item, giveUp }: GroupStepInput,
  clients: { objects: Objects },
  { remainingMs }: Pick<Invocation, 'remainingMs'>,
  open: typeof groupReader = groupReader,
): Promise<ScannedGroup> => {
  const store = clients.objects;
  const at = scanKey(batch.staged, item.group);
  const done = await store.readDocument(groupScanDocument, at);
  if (done) return { tables: done.content.tables.length };
  const { config } = await readLoadConfig(run, store);
  const reader = open(run, batch, config, { withoutPositions: true });
  const all = new TableScanner(reader.inference);
  const unread: string[] = [];
  const unreadable: UnreadableObject[] = [];
  for (const object of item.objects) {
    const found = giveUp ? { unreadable: givenUp(giveUp.Error) } : await scanObject(object, reader, remainingMs);
    if (found instanceof TableScanner) all.merge(found);
    else if ('unreadable' in found) unreadable.push({ key: object.key, reason: found.unreadable });
    else unread.push(object.key);
  }
  const scan: GroupScan = { formatVersion: 1, group: item.group, tables: all.result(), unread, unreadable };
  return { tables: (await writeOnce(groupScanDocument, at, scan, store)).tables.length };
};

/** By itself, since an object may turn out to be unreadable at its end only. */
const scanObject = async (
  object: BatchObject,
  reader: GroupReader,
  remainingMs: () => number,
): Promise<TableScanner | { unread: true } | { unreadable: string }> => {
  const until = remainingMs() - MAX_SCAN_SECONDS * 1_000;
  const scanner = new TableScanner(reader.inference);
  let rows = 0;
  let nextLook = ROWS_BETWEEN_LOOKS;
  try {
    for await (const batch of reader.changes(object)) {
      for (const change of batch) if (!isBadRow(change)) scanner.add(change);
      rows += batch.length;
      if (rows < nextLook) continue;
      nextLook = rows + ROWS_BETWEEN_LOOKS;
      if (remainingMs() < until) {
        return { unreadable: `it takes longer than ${MAX_SCAN_SECONDS} s to read: write smaller objects` };
      }
    }
    return scanner;
  } catch (error) {
    if (error instanceof ObjectChanged) return { unread: true };
    if (error instanceof ObjectUnreadable) return { unreadable: error.message };
    throw error;
  }
};

export const handler = defineHandler(groupStepInputSchema, (input, invocation) =>
  scanObjects(input, { objects: objects() }, invocation),
);
