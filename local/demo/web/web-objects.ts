import type { Instalment } from '../inventory/inventory-objects';
import type { Visitor } from './visitor';
import type { WebEvent } from './web-event';
import { WebSite } from './web-site';

/** How many events there are. */
export interface WebSize {
  /** Events of each instalment, without those that come twice: a multiple of `objectEvents`. */
  events: Record<Instalment, number>;
  /** Events of an object, without those that come twice. */
  objectEvents: number;
}

/** What `npm start` loads. */
export const DEMO_SIZE: WebSize = { events: { 1: 210_000, 2: 20_000 }, objectEvents: 10_000 };

/** An object that the collector writes. */
export interface WebObject {
  key: string;
  /** In the order in which they were received. */
  events: readonly WebEvent[];
  /** Lines among them that are no events. */
  badLines: readonly string[];
}

export const WEB_PREFIX = 'web';

/** One of these stands in each of the first objects. */
const BAD_LINES = [
  '{"type":"track","messageId":"torn","event":"Product Vie',
  '{"messageId":"untyped","event":"Product Viewed","receivedAt":"2026-01-12T00:00:00.000Z"}',
  '{"type":"charge","messageId":"unknown","receivedAt":"2026-01-12T00:00:00.000Z"}',
  '{"type":"track","messageId":"numbered","event":404,"receivedAt":"2026-01-12T00:00:00.000Z"}',
  '["no event"]',
] as const;

/** The object of the first instalment that appears with the second, and the one that appears twice. */
const LATE = BAD_LINES.length + 1;
const AGAIN = BAD_LINES.length;

/**
 * The objects that a collector writes in an instalment, below `web/<date>/`, each made when it is asked for. Besides what
 * the site sends there are
 *
 * - events that come twice, a few seconds apart;
 * - lines that are no events;
 * - an object of the first instalment that appears with the second, and one that the second brings once more.
 *
 * @throws RangeError where the first instalment has too few objects for them
 */
export function* webObjects(nth: Instalment, size: WebSize = DEMO_SIZE): Generator<WebObject> {
  const { events, objectEvents } = size;
  const first = Math.ceil(events[1] / objectEvents);
  if (first <= LATE) throw new RangeError(`the first instalment has to have more than ${LATE} objects`);
  const visitors = WebSite.visitors(events[1] + events[2]);
  const make = (stretch: number): WebObject => made(stretch, stretch < first ? 1 : 2, objectEvents, visitors);
  if (nth === 1) {
    for (let stretch = 0; stretch < first; stretch++) if (stretch !== LATE) yield make(stretch);
    return;
  }
  yield make(LATE);
  const again = make(AGAIN);
  yield { ...again, key: again.key.replace('.json.gz', '.again.json.gz') };
  const second = Math.ceil(events[2] / objectEvents);
  for (let stretch = first; stretch < first + second; stretch++) yield make(stretch);
}

function made(stretch: number, nth: Instalment, size: number, visitors: readonly Visitor[]): WebObject {
  const site = new WebSite(nth, stretch, size, visitors);
  const events: WebEvent[] = [];
  for (let i = 0; i < size; i++) {
    const event = site.next();
    events.push(event);
    if (site.isRetried()) events.push(site.retryOf(event));
  }
  const [first] = events as [WebEvent];
  const date = new Date(first.receivedAt).toISOString();
  const bad = BAD_LINES[stretch];
  return {
    key: `${WEB_PREFIX}/${date.slice(0, 10)}/${date.replaceAll(/[-:.]/g, '')}.json.gz`,
    events,
    badLines: bad === undefined ? [] : [bad],
  };
}

/** The object's text: one event a line, and the bad lines in the middle. */
export function linesOf({ events, badLines }: WebObject): string {
  const lines = events.map(({ sent }) => JSON.stringify(sent));
  lines.splice(lines.length >> 1, 0, ...badLines);
  return `${lines.join('\n')}\n`;
}
