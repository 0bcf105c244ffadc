import type { SegmentSource } from '../../config/load-config';
import { badRow } from '../bad-row';
import type { BadRow, Change } from '../change';
import { Line } from '../lines';
import { encodingOf, type RawRecord, textOf } from '../raw-record';
import { faultOf, RowFault } from '../row-fault';
import { type Span, Words } from '../words';
import { ContentHash } from './content-hash';
import { EventChanges } from './event-changes';
import { nameOf, typeOf } from './event-fields';
import { contentId } from './event-id';
import { EVENT_KINDS, eventTypeOf } from './event-kind';
import type { ObjectTimes } from './event-times';
import { FlatEvent, isText, scalarText } from './flat-event';
import { FlatFilter } from './flat-filter';
import { FlatHash } from './flat-hash';
import { FlatReader } from './flat-reader';
import { flatten } from './flatten';
import { KnownTexts } from './known-texts';
import { TreeParser } from './parse-tree';
import { PathFates } from './path-fates';
import { FIELD, Places } from './place';
import { isTreeObject } from './tree';
import { ValueFilter } from './value-filter';

/** Names that are remembered at most: a client may send an id as a name. */
const MAX_NAMES = 100_000;

/** What stands in the quarantine for text that may hold what is to be hashed or dropped. */
const WITHHELD = '(not kept: values of this source are hashed or left out)';

/** What is known of the events of a source. It only grows, and is begun anew where it is too much. */
class Known {
  readonly places = new Places();
  readonly event = new FlatEvent();
  /** What is left of it. */
  readonly left = new FlatEvent();
  readonly flat = new FlatReader(this.places);
  readonly filter: FlatFilter;
  readonly hash = new FlatHash();
  readonly changes: EventChanges;

  constructor(source: SegmentSource, fates: PathFates) {
    this.filter = new FlatFilter(fates);
    this.changes = new EventChanges(source);
  }

  get size(): number {
    return this.places.count + this.changes.size;
  }
}

/** What is asked of the events of an object. */
export interface Asked {
  times: ObjectTimes;
  /** Positions are to tell events apart that were received at the same time. */
  withPositions: boolean;
}

/** Reads the events of a source: how they are cut out of its objects makes no difference. */
export class EventReader {
  private readonly parser = new TreeParser();
  private readonly fates: PathFates;
  private readonly filter: ValueFilter;
  private readonly bytesHash = new ContentHash();
  private readonly texts = new KnownTexts();
  private known: Known;

  constructor(private readonly source: SegmentSource) {
    this.fates = new PathFates(source);
    this.filter = new ValueFilter(this.fates);
    this.known = new Known(source, this.fates);
  }

  /** Adds the changes of one record, or why it has none. */
  read(record: RawRecord, asked: Asked, found: (Change | BadRow)[]): void {
    const changes = this.fastChanges(record, asked) ?? this.exactChanges(record, asked);
    if (Array.isArray(changes)) for (const change of changes) found.push(change);
    else found.push(changes);
  }

  /** undefined where the event is to be read the exact way. */
  private fastChanges(record: RawRecord, asked: Asked): Change[] | undefined {
    const span = spanOf(record);
    const { known } = this;
    const { event, left } = known;
    if (span === undefined || !known.flat.read(span, event)) return undefined;
    const { isIdle } = this.fates;
    if (!isIdle && !known.filter.apply(event, left)) return undefined;
    const flat = isIdle ? event : left;
    const typeText = flat.field(FIELD.type);
    const type = isText(typeText) ? eventTypeOf(this.texts.of(typeText)) : undefined;
    const messageId = flat.field(FIELD.messageId);
    const id = isText(messageId) ? messageId : scalarText(messageId);
    if (type === undefined || id === undefined) return undefined;
    let name = '';
    if (type === 'track') {
      const named = flat.field(FIELD.event);
      if (named !== undefined && !isText(named)) return undefined;
      if (named !== undefined) name = this.texts.of(named);
    }
    if (type === 'track' && !known.changes.isWanted(name)) return [];
    const hash = asked.withPositions ? this.hashOf(span, flat) : undefined;
    return known.changes.of({ type, name, id, flat, hash }, asked.times);
  }

  private exactChanges(record: RawRecord, asked: Asked): Change[] | BadRow {
    const text = textOf(record);
    if (typeof text !== 'string') return this.fates.isIdle ? text : { ...text, text: WITHHELD };
    if (isBlank(text)) return [];
    const changes = faultOf(() => this.changesOf(text, record.bytes, asked));
    if (!(changes instanceof RowFault)) return changes;
    return badRow(record.location, changes.message, this.fates.isIdle ? text : WITHHELD);
  }

  /**
   * @param bytes the same as the text
   * @throws RowFault
   */
  private changesOf(text: string, bytes: Buffer, asked: Asked): Change[] {
    if (this.known.size > MAX_NAMES) this.known = new Known(this.source, this.fates);
    const { tree, isPlain } = this.parser.parse(text);
    if (!isTreeObject(tree)) throw new RowFault('a JSON value that is no object');
    const { known } = this;
    const { event: flat } = known;
    const { isIdle } = this.fates;
    const event = isIdle ? tree : this.filter.apply(tree);
    const type = typeOf(event);
    const name = type === 'track' ? nameOf(event.event) : '';
    if (type === 'track' && !known.changes.isWanted(name)) return [];
    flat.clear();
    flatten(event, flat, { places: known.places, fields: EVENT_KINDS[type].fields, isPlain });
    const id = scalarText(flat.field(FIELD.messageId)) ?? contentId(event);
    const words = new Words(bytes);
    const span = { words, start: 0, end: bytes.length };
    const hash = asked.withPositions ? this.hashOf(span, flat) : undefined;
    const changes = known.changes.of({ type, name, id, flat, hash }, asked.times);
    known.flat.learn(words);
    return changes;
  }

  /** Holds until the next one. */
  private hashOf(span: Span, flat: FlatEvent): ContentHash {
    return this.fates.isIdle ? this.bytesHash.of(span) : this.known.hash.of(flat);
  }
}

/** Its text; undefined where it has none. */
const spanOf = (record: RawRecord): Span | undefined => {
  if (record instanceof Line && record.isText) return record;
  const encoding = encodingOf(record);
  const { bytes } = record;
  return encoding && { words: new Words(bytes, encoding), start: 0, end: bytes.length };
};

const isBlank = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return Number.isNaN(first) || ((first === 32 || first === 9 || first === 13) && text.trim() === '');
};
