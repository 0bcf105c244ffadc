import type { SegmentSource } from '../../config/load-config';
import type { BadRow, Change } from '../change';
import { JsonDocuments } from '../json/json-documents';
import { layoutOfType } from '../json/json-records';
import { Lines } from '../lines';
import type { RawRecord, Splitter } from '../raw-record';
import { EventReader } from './event-reader';
import type { ObjectTimes } from './event-times';

/** The changes of an object of clickstream events. */
export class SegmentChanges implements Splitter<Change | BadRow> {
  private readonly splitter: Splitter<RawRecord>;
  private readonly reader: EventReader;

  constructor(
    source: SegmentSource,
    readonly times: ObjectTimes,
    readonly withPositions: boolean,
  ) {
    this.splitter = layoutOfType(source.type) === 'lines' ? new Lines() : new JsonDocuments();
    this.reader = readerOf(source);
  }

  push(chunk: Uint8Array): (Change | BadRow)[] {
    return this.readAll(this.splitter.push(chunk));
  }

  end(): (Change | BadRow)[] {
    return this.readAll(this.splitter.end());
  }

  private readAll(records: Iterable<RawRecord>): (Change | BadRow)[] {
    const found: (Change | BadRow)[] = [];
    for (const record of records) this.reader.read(record, this, found);
    return found;
  }
}

/** What was learnt of the events of one object holds for the next ones of the source. */
const readers = new WeakMap<SegmentSource, EventReader>();

const readerOf = (source: SegmentSource): EventReader => {
  let reader = readers.get(source);
  if (reader === undefined) {
    reader = new EventReader(source);
    readers.set(source, reader);
  }
  return reader;
};
