import { hash } from 'node:crypto';
import type { SegmentSource } from '../../config/load-config';
import { badRow } from '../bad-row';
import type { BadRow, Change } from '../change';
import { JsonDocuments } from '../json/json-documents';
import { layoutOfType } from '../json/json-records';
import { Lines } from '../lines';
import { type RawRecord, type Splitter, textOf } from '../raw-record';
import { faultOf, RowFault } from '../row-fault';
import { EventChanges, type ObjectTimes } from './event-changes';
import { TreeParser } from './parse-tree';
import { isTreeObject, treeText } from './tree';
import { ValueFilter } from './value-filter';

/** Characters of the digest in a position: with the time before it they are 60 of the 64 that it may have. */
const DIGEST_LENGTH = 40;

/** What stands in the quarantine for text that may hold what is to be hashed or dropped. */
const WITHHELD = '(not kept: values of this source are hashed or left out)';

/** The changes of an object of clickstream events. */
export class SegmentChanges implements Splitter<Change | BadRow> {
  private readonly splitter: Splitter<RawRecord>;
  private readonly parser = new TreeParser();
  private readonly filter: ValueFilter;
  private readonly changes: EventChanges;

  constructor(source: SegmentSource, times: ObjectTimes) {
    this.splitter = layoutOfType(source.type) === 'lines' ? new Lines() : new JsonDocuments();
    this.filter = new ValueFilter(source);
    this.changes = new EventChanges(source, times);
  }

  push(chunk: Uint8Array): (Change | BadRow)[] {
    return this.readAll(this.splitter.push(chunk));
  }

  end(): (Change | BadRow)[] {
    return this.readAll(this.splitter.end());
  }

  private readAll(records: Iterable<RawRecord>): (Change | BadRow)[] {
    const found: (Change | BadRow)[] = [];
    for (const record of records) this.read(record, found);
    return found;
  }

  private read(record: RawRecord, found: (Change | BadRow)[]): void {
    const text = textOf(record);
    if (typeof text !== 'string') found.push(this.filter.isIdle ? text : { ...text, text: WITHHELD });
    else if (!isBlank(text)) {
      const changes = faultOf(() => this.changesOf(text, record.bytes));
      if (changes instanceof RowFault) {
        found.push(badRow(record.location, changes.message, this.filter.isIdle ? text : WITHHELD));
      } else for (const change of changes) found.push(change);
    }
  }

  /**
   * @param bytes the same as the text
   * @throws RowFault
   */
  private changesOf(text: string, bytes: Buffer): Change[] {
    const { tree, isPlain } = this.parser.parse(text);
    if (!isTreeObject(tree)) throw new RowFault('a JSON value that is no object');
    const { isIdle } = this.filter;
    const event = isIdle ? tree : this.filter.apply(tree);
    // A digest of values that are left out could be tried out for them.
    const digest = hash('sha256', isIdle ? bytes : treeText(event)).slice(0, DIGEST_LENGTH);
    return this.changes.of({ event, isPlain, digest });
  }
}

const isBlank = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return Number.isNaN(first) || ((first === 32 || first === 9 || first === 13) && text.trim() === '');
};
