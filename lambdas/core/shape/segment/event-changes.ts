import type { SegmentSource } from '../../config/load-config';
import { LOAD_DEFAULTS } from '../../config/load-defaults';
import type { Cells } from '../cells';
import type { Change, SourceTable } from '../change';
import type { RawText } from '../raw-text';
import { ColumnTree } from './column-tree';
import type { ContentHash } from './content-hash';
import { EventChange } from './event-change';
import { EVENT_KINDS, type EventType } from './event-kind';
import { EventPlan } from './event-plan';
import { EventRows } from './event-rows';
import { EventTimes, type ObjectTimes, TIME_CASES } from './event-times';
import type { EventLayout, FlatEvent } from './flat-event';
import { selectorOf } from './globs';
import { Naming } from './naming';
import { GIVEN, type Given } from './origin';
import { PositionBytes } from './position-bytes';

/** What a source decides of how its events become changes. */
export type EventOptions = Pick<SegmentSource, 'naming' | 'arrays' | 'events'>;

/** An event as it is read, filtered already. */
export interface ReadEvent {
  type: EventType;
  /** Of a track event; empty where it has none. */
  name: string;
  id: string | RawText;
  flat: FlatEvent;
  /** Tells events apart that were received at the same time; undefined where nobody asks. */
  hash: ContentHash | undefined;
}

/** What comes of the name of a track event. */
interface Tracked {
  /** Empty for a name of blanks alone, which has no table. */
  slug: string;
  table: string;
  /** Which of its columns a name has: what plans depend on. */
  nameCase: number;
}

/** What is known of the events of one type. */
interface Known {
  columns: ColumnTree;
  /** By what they depend on beside the layout. */
  plans: WeakMap<EventLayout, readonly EventPlan[]>[];
}

/** Plans of one layout: most conditions hold, or do not, of all events alike. */
const MAX_PLANS = 4;

/** Names of events that are remembered at most. */
const MAX_TRACKED = 10_000;

/** Makes the changes of events, each by itself: the order of events makes no difference. */
export class EventChanges {
  private readonly known = new Map<EventType, Known>();
  private readonly tables = new Map<string, SourceTable>();
  private readonly tracked = new Map<string, Tracked>();
  private readonly names: Naming;
  private readonly rows: EventRows;
  private readonly times = new EventTimes();
  private readonly positions = new PositionBytes();
  /** By the numbers of GIVEN. */
  private readonly given: Given[] = Object.values(GIVEN).map(() => undefined);
  /** Whether a track event of a name is wanted. */
  readonly isWanted: (event: string) => boolean;

  constructor(private readonly options: EventOptions) {
    this.names = new Naming(options.naming);
    this.isWanted = selectorOf(options.events);
    this.rows = new EventRows(options);
  }

  /** Columns that are remembered. */
  get size(): number {
    let size = 0;
    for (const { columns } of this.known.values()) size += columns.size;
    return size;
  }

  /** The changes of one event. */
  of({ type, name, id, flat, hash }: ReadEvent, objectTimes: ObjectTimes): Change[] {
    const { given } = this;
    const { slug, table: ownTable, nameCase } = this.trackedOf(name);
    given[GIVEN.id] = id;
    given[GIVEN.name] = name;
    given[GIVEN.slug] = slug;
    const at = this.times.read(flat, objectTimes, given);
    const [first, second] = this.cellsOf(type, flat, nameCase);
    const raw = { pos: this.positions.write(at, hash), at };
    const changes = [new EventChange(this.table(EVENT_KINDS[type].table), first as Cells, raw)];
    if (second !== undefined) {
      const change = new EventChange(this.table(type === 'track' ? ownTable : 'users'), second, raw);
      if (type !== 'track') change.partial = true;
      changes.push(change);
    }
    return changes;
  }

  private cellsOf(type: EventType, flat: FlatEvent, nameCase: number): readonly Cells[] {
    const { given, times } = this;
    const { columns, plans } = this.knownOf(type);
    const layout = flat.layout();
    // Which columns rows have depends on the layout, on which of the given values there are, and on each plan's conditions.
    const index = nameCase * TIME_CASES + times.unreadCase;
    plans[index] ??= new WeakMap();
    const ofCase = plans[index];
    const ofLayout = layout && ofCase.get(layout);
    for (const plan of ofLayout ?? []) {
      const cells = plan.follow(flat, given);
      if (cells !== undefined) return cells;
    }
    const isPlanned = layout !== undefined && (ofLayout?.length ?? 0) < MAX_PLANS;
    const worked = this.rows.of({ type, flat, unread: times.unread }, columns, given, isPlanned);
    if (isPlanned) ofCase.set(layout, [...(ofLayout ?? []), new EventPlan(worked)]);
    return worked.rows.map(({ cells }) => cells);
  }

  private table(name: string): SourceTable {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = { schema: LOAD_DEFAULTS.segmentSchema, name };
      this.tables.set(name, table);
    }
    return table;
  }

  /** Names come again and again: the last ones are remembered. */
  private trackedOf(name: string): Tracked {
    let tracked = this.tracked.get(name);
    if (tracked === undefined) {
      const slug = this.names.slug(name);
      const nameCase = name === '' ? 0 : slug === '' ? 1 : 2;
      tracked = { slug, table: this.names.table(slug), nameCase };
      if (this.tracked.size >= MAX_TRACKED) this.tracked.clear();
      this.tracked.set(name, tracked);
    }
    return tracked;
  }

  private knownOf(type: EventType): Known {
    let known = this.known.get(type);
    if (known === undefined) {
      known = { columns: new ColumnTree(type, this.options.naming), plans: [] };
      this.known.set(type, known);
    }
    return known;
  }
}
