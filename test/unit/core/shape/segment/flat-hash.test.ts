import { isBadRow } from '../../../../../lambdas/core/shape/change';
import { base, readEvents } from './rig';

/** The positions of events of which something is left out. */
const positionsOf = async (events: readonly string[], drop = ['context.ip']): Promise<string[]> => {
  const changes = await readEvents(events, { drop, hash: ['userId'] });
  return changes.map((change) => (isBadRow(change) ? change.reason : change.pos));
};

const page = (members: string): string => `{"type":"page",${JSON.stringify(base).slice(1, -1)},${members}}`;

it('tells values from each other, their kinds, their places and their order', async () => {
  const events = [
    page('"properties":{"a":"1"}'),
    page('"properties":{"a":1}'),
    page('"properties":{"a":[1]}'),
    page('"properties":{"a":"[1]"}'),
    page('"properties":{"a":true}'),
    page('"properties":{"a":"true"}'),
    page('"properties":{"a":"é"}'),
    page('"properties":{"b":"1"}'),
    page('"properties":{"a":"1","b":"2"}'),
    page('"properties":{"b":"2","a":"1"}'),
    page('"properties":{"a":"2","b":"1"}'),
    page('"properties":{"a":{"b":"1"}}'),
    page('"properties":{"a":"12","b":"34"}'),
    page('"properties":{"a":"1234"}'),
    page('"userId":"1","properties":{"a":"1"}'),
    page('"userId":"2","properties":{"a":"1"}'),
  ];
  const positions = await positionsOf(events);
  for (const position of positions) expect(position).toMatch(/^20240101000012500000[0-9a-f]{16}$/);
  expect(new Set(positions).size).toBe(events.length);
  // The first ones were read the exact way, and taught it.
  expect(await positionsOf([...events, ...events])).toEqual([...positions, ...positions]);
});

it('takes events for the same that differ in what is left out, in how they are written, or how they were delivered', async () => {
  const events = [
    page('"context":{"ip":"1.2.3.4"},"properties":{"a":"é"}'),
    page('"context":{"ip":"5.6.7.8"},"properties":{"a":"é"}'),
    page('"properties" : {"a":"\\u00e9","none":null}'),
    page('"writeKey":"w","properties":{"a":"é"}'),
  ];
  const [first, ...others] = await positionsOf([...events, ...events]);
  expect(others).toEqual(others.map(() => first));
});
