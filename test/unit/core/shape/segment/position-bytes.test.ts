import { RawTime } from '../../../../../lambdas/core/shape/raw-text';
import { ContentHash } from '../../../../../lambdas/core/shape/segment/content-hash';
import { PositionBytes } from '../../../../../lambdas/core/shape/segment/position-bytes';
import { wordsOf } from '../../../../../lambdas/core/shape/words';

const time = new RawTime(wordsOf('at 2026-01-12 04:07:30.391005'), 3);

const hashOf = (high: number, low: number): ContentHash => Object.assign(new ContentHash(), { high, low });

it('writes the digits of the time and of the hash, and of the time alone', () => {
  const positions = new PositionBytes();
  const hash = hashOf(0x01234567, 0x89abcdef);
  expect(positions.write(time, hash).text).toBe('202601120407303910050123456789abcdef');
  expect(positions.write(time, undefined).text).toBe('20260112040730391005');
  expect(positions.write(time, hashOf(-1, 0)).text).toBe('20260112040730391005ffffffff00000000');
});

it('leaves what it has written as it is', () => {
  const positions = new PositionBytes();
  const written = Array.from({ length: 2_000 }, (_, i) =>
    positions.write(time, i % 3 === 0 ? undefined : hashOf(0, i)),
  );
  const expected = written.map((_, i) =>
    i % 3 === 0 ? '20260112040730391005' : `20260112040730391005${i.toString(16).padStart(16, '0')}`,
  );
  expect(written.map(({ text }) => text)).toEqual(expected);
});
