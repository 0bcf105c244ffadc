import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ObjectChanged } from '../clients/object-source';
import { type Objects, objects } from '../clients/objects';
import { badRowsKey, scanKey, stagedColumnsKey, stagedPartKey, stageKey } from '../core/batch/load-keys';
import type { ObjectLocation } from '../core/batch/object-keys';
import type { BatchObject } from '../core/collect/object-batch';
import { formatTableName } from '../core/config/table-name';
import { DocumentInvalid, ObjectUnreadable, StorageUnavailable } from '../core/errors';
import type { StoredDocument } from '../core/progress/stored-document';
import { BAD_TEXT_LENGTH } from '../core/shape/bad-row';
import { type BadRow, type Change, isBadRow } from '../core/shape/change';
import { BadRows } from '../core/staging/bad-rows';
import { groupScanDocument } from '../core/staging/group-scan';
import {
  type GroupStage,
  groupStageDocument,
  type StagedPart,
  type UnreadableObject,
} from '../core/staging/group-stage';
import { packPart } from '../core/staging/pack-part';
import { type PendingPart, RowStager } from '../core/staging/row-stager';
import { type StagedColumns, stagedColumnsDocument } from '../core/staging/staged-columns';
import { defineHandler, type Invocation } from '../runtime/define-handler';
import type { LoadRun, TakenBatch } from './contract';
import { type GroupStepInput, givenUp, groupStepInputSchema } from './group-step';
import { readLoadConfig } from './load-config';
import { type GroupReader, groupReader } from './open-group';
import { writeOnce } from './write-once';

/**
 * Reads a group of objects again, and writes their rows as parts that COPY takes, by the columns of the whole batch. What
 * does not fit goes to the quarantine.
 *
 * If the process dies at any line: parts and bad rows that were written are nobody's, for their names hold the invocation;
 * stage/<group>.json is written last and once, and lists those that count. A step that finds it there does nothing.
 */
export interface StagedGroup {
  rows: number;
  bad: number;
}

export const stageObjects = async (
  { run, batch, item, giveUp }: GroupStepInput,
  clients: { objects: Objects },
  { id }: Pick<Invocation, 'id'>,
  open: typeof groupReader = groupReader,
): Promise<StagedGroup> => {
  const store = clients.objects;
  const at = stageKey(batch.staged, item.group);
  const done = await store.readDocument(groupStageDocument, at);
  if (done) return numbersOf(done.content);
  const scan = await needed(groupScanDocument, scanKey(batch.staged, item.group), store);
  const columns = await needed(stagedColumnsDocument, stagedColumnsKey(batch.staged), store);
  const { config } = await readLoadConfig(run, store);
  const writer = new GroupWriter({ run, batch, columns, group: item.group, invocationId: id }, store);
  const told = new Map([...scan.unreadable.map(({ key, reason }) => [key, reason] as const)]);
  const unread = [...scan.unread];
  const unreadable: UnreadableObject[] = [...scan.unreadable];
  const skipped = new Set([...scan.unread, ...told.keys()]);
  const left = item.objects.filter(({ key }) => !skipped.has(key));
  if (giveUp) unreadable.push(...left.map(({ key }) => ({ key, reason: givenUp(giveUp.Error) })));
  else {
    const reader = open(run, batch, config);
    try {
      for (const object of left) if (!(await stageObject(object, reader, writer))) unread.push(object.key);
    } catch (error) {
      await writer.settled();
      throw error;
    }
  }
  const { tables, badWithoutTable, reasons, quarantine } = await writer.end();
  const stage: GroupStage = {
    formatVersion: 1,
    group: item.group,
    tables,
    badWithoutTable,
    reasons,
    quarantine,
    unread,
    unreadable,
    read: item.objects.length - unread.length - unreadable.length,
  };
  return numbersOf(await writeOnce(groupStageDocument, at, stage, store));
};

/** Whether the object was there. */
const stageObject = async (object: BatchObject, reader: GroupReader, writer: GroupWriter): Promise<boolean> => {
  let begun = false;
  try {
    for await (const batch of reader.changes(object)) {
      begun = true;
      for (const item of batch) {
        writer.add(object.key, item);
        // Mostly nothing is to be written: a promise for each row would take longer than the row.
        if (writer.isFull) await writer.writeDue();
      }
    }
    return true;
  } catch (error) {
    // Rows of it may be written: the step is to begin anew, and to find it gone at once. It was readable when it was
    // scanned, so that other bytes have come this time.
    const isOther = error instanceof ObjectChanged || error instanceof ObjectUnreadable;
    if (isOther && begun) throw new StorageUnavailable(`${object.key} changed while it was read`);
    if (error instanceof ObjectChanged) return false;
    throw error;
  }
};

const needed = async <T>(document: StoredDocument<T>, location: ObjectLocation, store: Objects): Promise<T> => {
  const stored = await store.readDocument(document, location);
  if (!stored) throw new DocumentInvalid(`${location.key} is gone: start the pipeline again`);
  return stored.content;
};

const numbersOf = ({ tables, badWithoutTable }: GroupStage): StagedGroup => ({
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  bad: tables.reduce((sum, { bad }) => sum + bad, badWithoutTable),
});

interface Group {
  run: LoadRun;
  batch: TakenBatch;
  columns: StagedColumns;
  group: number;
  invocationId: string;
}

/** UTF-16 units of bad rows that are held. */
const MAX_BAD = 8_000_000;
const GZIP = 'application/gzip';
const pack = promisify(gzip);

/** Writes the parts of a group as they fill up. */
class GroupWriter {
  private readonly stager: RowStager;
  private readonly badRows = new BadRows();
  private readonly parts = new Map<string, StagedPart[]>();
  private readonly quarantine: ObjectLocation[] = [];
  /** The last part that was given: it is packed and written while reading goes on. */
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly of: Group,
    private readonly store: Objects,
  ) {
    this.stager = new RowStager(of.columns, of.group);
  }

  /** Takes a row in; what is to be written by then is written by `writeDue`. */
  add(key: string, item: Change | BadRow): void {
    if (isBadRow(item)) {
      this.badRows.add(key, item);
      return;
    }
    const reason = this.stager.add(item);
    if (reason === undefined) return;
    const text = JSON.stringify(item.row).slice(0, BAD_TEXT_LENGTH);
    const table = formatTableName(item.table.schema, item.table.name);
    this.badRows.add(key, { reason, text, pos: item.pos, table });
  }

  get isFull(): boolean {
    return this.stager.isDue || this.badRows.size > MAX_BAD;
  }

  async writeDue(): Promise<void> {
    await this.putBad(MAX_BAD);
    for (let due = this.stager.due(); due !== undefined; due = this.stager.due()) await this.put(due);
  }

  /** Nothing goes on when the step has failed: another one may begin in the same process. */
  async settled(): Promise<void> {
    await this.writing.catch(() => undefined);
  }

  async end(): Promise<Pick<GroupStage, 'tables' | 'badWithoutTable' | 'reasons' | 'quarantine'>> {
    for (let part = this.stager.rest(); part !== undefined; part = this.stager.rest()) await this.put(part);
    await this.writing;
    await this.putBad(0);
    const reasons = this.badRows.reasons();
    const tables = this.stager.tables();
    return {
      tables: tables.map((table) => ({ ...table, parts: this.parts.get(nameOf(table.table)) ?? [] })),
      badWithoutTable: reasons.reduce((sum, { rows }) => sum + rows, 0) - tables.reduce((sum, { bad }) => sum + bad, 0),
      reasons,
      quarantine: this.quarantine,
    };
  }

  /** One at a time, so that little is held. */
  private async put(part: PendingPart): Promise<void> {
    await this.writing;
    this.writing = this.write(part);
    // Whoever waits for it is told, at the latest at the end; reading that fails before it has a reason of its own.
    this.writing.catch(() => undefined);
  }

  private async write({ table, part, rows, chunks }: PendingPart): Promise<void> {
    const { batch, group, invocationId } = this.of;
    const location = stagedPartKey(batch.staged, table, { group, part, invocationId });
    const body = await packPart(chunks);
    await this.store.write(location, body, GZIP);
    const parts = this.parts.get(nameOf(table)) ?? [];
    parts.push({ ...location, rows, sizeBytes: body.length });
    this.parts.set(nameOf(table), parts);
  }

  private async putBad(beyond: number): Promise<void> {
    if (this.badRows.size <= beyond) return;
    const { run, batch, group, invocationId } = this.of;
    const location = badRowsKey(run.root, batch.batchId, { group, part: this.quarantine.length, invocationId });
    await this.store.write(location, await pack(this.badRows.take().join('')), GZIP);
    this.quarantine.push(location);
  }
}

const nameOf = ({ schema, name }: { schema: string; name: string }): string => formatTableName(schema, name);

export const handler = defineHandler(groupStepInputSchema, (input, invocation) =>
  stageObjects(input, { objects: objects() }, invocation),
);
