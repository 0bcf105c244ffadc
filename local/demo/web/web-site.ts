import type { Instalment } from '../inventory/inventory-objects';
import { type Random, seededRandom } from '../inventory/random';
import { type SiteEvent, siteEvents } from './site-events';
import { oneIn } from './site-properties';
import { newVisitor, traitsOf, type Visitor } from './visitor';
import type { EventType, JsonObject, WebEvent } from './web-event';

const SEED = 20_260_112;
const START = Date.UTC(2026, 0, 12);
/** Between two events that are received, in milliseconds: some 40,000 events a day. */
const GAP = 1_700;
/** Room for retries, and for gaps that are longer than others. */
const ROOM = 1.25;
const DAY = 86_400_000;
/** Events a visitor. */
const EVENTS_A_VISITOR = 40;

/** A stretch of time in which visitors do on a shop's site what visitors do: the same in every run. */
export class WebSite {
  private readonly random: Random;
  private readonly draw: (random: Random) => SiteEvent;
  private now: number;
  private count = 0;

  /**
   * @param nth the instalment: later ones have events and properties that earlier ones have not
   * @param stretch the number of the stretch, from 0
   * @param size of each stretch, in events that are not sent twice
   * @param visitors who may come
   */
  constructor(
    private readonly nth: Instalment,
    private readonly stretch: number,
    size: number,
    private readonly visitors: readonly Visitor[],
  ) {
    this.random = seededRandom(SEED + stretch);
    this.draw = siteEvents(nth);
    this.now = START + Math.round(stretch * size * GAP * ROOM);
  }

  /** The visitors of so many events. */
  static visitors(events: number): Visitor[] {
    const random = seededRandom(SEED - 1);
    const size = Math.ceil(events / EVENTS_A_VISITOR) + 1;
    return Array.from({ length: size }, (_, number) => newVisitor(random, number));
  }

  /** The next event that is received. */
  next(): WebEvent {
    const { random } = this;
    this.now += 1 + random.below(2 * GAP);
    const visitor = random.one(this.visitors);
    const { type, table, ...own } = this.own(visitor);
    const messageId = `ajs-${this.stretch}-${++this.count}-${random.below(2 ** 32).toString(16)}`;
    // A telephone without a network keeps its events for days.
    const kept = oneIn(random, 50) ? random.below(2 * DAY) : random.below(900);
    const latency = 20 + random.below(200);
    const happenedAt = this.now - kept;
    const device = happenedAt - latency + visitor.skew;
    const sent: JsonObject = {
      type,
      messageId,
      anonymousId: visitor.anonymousId,
      ...(visitor.userId !== undefined && { userId: visitor.userId }),
      ...own,
      context: visitor.context,
      originalTimestamp: iso(device),
      sentAt: iso(device + kept),
      receivedAt: iso(this.now),
    };
    return { type, messageId, sent, receivedAt: this.now, happenedAt, table };
  }

  /** The same event, sent once more since the device did not hear of it: a few seconds later. */
  retryOf(event: WebEvent): WebEvent {
    const later = 1 + this.random.below(GAP);
    this.now += later;
    const after = this.now - event.receivedAt;
    const sentAt = iso(Date.parse(event.sent.sentAt as string) + after);
    return { ...event, receivedAt: this.now, sent: { ...event.sent, sentAt, receivedAt: iso(this.now) } };
  }

  /** Whether the event is sent twice. */
  isRetried(): boolean {
    return oneIn(this.random, 60);
  }

  private own({ userId }: Visitor): JsonObject & { type: EventType; table: string | null } {
    const { random } = this;
    const dice = random.below(100);
    if (dice < 24) return { type: 'page', table: null, name: random.one(['Home', 'Product', 'Cart']), ...page(random) };
    if (dice < 28) return { type: 'screen', table: null, name: 'Start', properties: { build: random.below(90) } };
    if (dice < 35 && userId !== undefined) {
      return { type: 'identify', table: null, traits: traitsOf(random, userId, this.nth === 2) };
    }
    if (dice < 37 && userId !== undefined) {
      const groupId = `g${random.below(40)}`;
      return { type: 'group', table: null, groupId, traits: { name: `Firm ${groupId}`, employees: random.below(900) } };
    }
    if (dice < 38 && userId !== undefined) return { type: 'alias', table: null, previousId: `old-${userId}` };
    const { name, table, properties } = this.draw(random);
    return { type: 'track', table, event: name, properties: properties(random, this.nth) };
  }
}

const page = (random: Random): JsonObject => {
  const path = `/p/${random.below(800)}`;
  return { properties: { path, url: `https://shop.example${path}`, title: 'Thing', search: '' } };
};

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
