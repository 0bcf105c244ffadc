import type { Value } from '../../../../../lambdas/core/shape/change';
import { unavailableTest } from '../../../../../lambdas/core/shape/debezium/unavailable';

const P = '__debezium_unavailable_value';

it.each<[Value]>([
  [P],
  [JSON.stringify(P)],
  [Buffer.from(P).toString('base64')],
  [Buffer.from(P).toString('hex')],
  [`["${P}"]`],
  [{ json: `[ "${P}" ]` }],
  [{ json: `["${Buffer.from(P).toString('base64')}"]` }],
  [{ json: JSON.stringify([...Buffer.from(P)]) }],
  [{ json: JSON.stringify([...Buffer.from(P)]).replaceAll(',', ', ') }],
  [{ json: `{"${P}": "${P}"}` }],
])('%j is not there', (value) => {
  expect(unavailableTest()(value)).toBe(true);
});

it.each<[Value]>([[null], [true], [''], [`${P} `], [{ number: '95' }], [{ json: `["${P}","x"]` }], [{ json: '[]' }]])(
  '%j is there',
  (value) => {
    expect(unavailableTest()(value)).toBe(false);
  },
);

it('the placeholder can be another', () => {
  const test = unavailableTest('gone');
  expect([test('gone'), test({ json: '["gone"]' }), test(P)]).toEqual([true, true, false]);
});

it('a UUID made from it, as Java makes one', () => {
  // java.util.UUID.nameUUIDFromBytes("hello".getBytes())
  expect(unavailableTest('hello')({ json: '["5d41402a-bc4b-3a76-b971-9d911017c592"]' })).toBe(true);
});
