import { compareUtf8 } from '../parquet/compare-utf8';
import type { CollectState, SeenObject } from './collect-state';
import type { ListedObject } from './listed-object';

type Window = Pick<CollectState, 'marker' | 'horizon' | 'seen'>;

/**
 * The look-back window after a run. The horizon moves to the look-back before now, but not past the oldest object that
 * waits; then the marker moves as far as everything at or below it is taken for good.
 *
 * With `keysInOrder` the next run does not list what is at or below the marker, so that it also stays below each key in
 * the window; without, keys of other folders may sort anywhere, and only what waits from before the horizon holds it.
 *
 * @param seen everything taken, those of this run included
 * @param left new objects that wait, oldest first
 */
export const nextWindow = (
  state: Window,
  seen: readonly SeenObject[],
  left: readonly ListedObject[],
  { lookbackSeconds, keysInOrder, now }: { lookbackSeconds: number; keysInOrder: boolean; now: string },
): Window => {
  const back = new Date(Date.parse(now) - lookbackSeconds * 1_000).toISOString();
  const oldest = left[0]?.lastModified;
  const reached = oldest !== undefined && oldest < back ? oldest : back;
  const horizon = state.horizon !== null && state.horizon > reached ? state.horizon : reached;
  const isOld = (time: string): boolean => time < horizon;
  const holding = [
    ...left.filter(({ lastModified }) => keysInOrder || isOld(lastModified)).map(({ key }) => key),
    ...(keysInOrder ? seen.filter(({ at }) => !isOld(at)).map(({ key }) => key) : []),
  ];
  const limit = least(holding);
  const done = seen.filter(({ key, at }) => isOld(at) && (limit === undefined || compareUtf8(key, limit) < 0));
  const marker = greatest([...(state.marker === null ? [] : [state.marker]), ...done.map(({ key }) => key)]) ?? null;
  const isForGood = ({ key, at, outcome }: SeenObject): boolean =>
    outcome !== 'unread' && marker !== null && isOld(at) && compareUtf8(key, marker) <= 0;
  return { marker, horizon, seen: seen.filter((object) => !isForGood(object)) };
};

const least = (keys: readonly string[]): string | undefined =>
  keys.reduce<string | undefined>((a, b) => (a === undefined || compareUtf8(b, a) < 0 ? b : a), undefined);

const greatest = (keys: readonly string[]): string | undefined =>
  keys.reduce<string | undefined>((a, b) => (a === undefined || compareUtf8(b, a) > 0 ? b : a), undefined);
