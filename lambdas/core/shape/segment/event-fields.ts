import { RowFault } from '../row-fault';
import { type EventType, eventTypeOf } from './event-kind';
import type { Tree, TreeObject } from './tree';

/** @throws RowFault for none, and for one that is not known */
export const typeOf = ({ type }: TreeObject): EventType => {
  if (type === undefined || type === null || type === '') throw new RowFault('an event without a type');
  const known = typeof type === 'string' ? eventTypeOf(type) : undefined;
  if (known === undefined) {
    throw new RowFault('an event of an unknown type: track, identify, page, screen, group and alias are known');
  }
  return known;
};

/** The name of a track event; empty where it has none. @throws RowFault */
export const nameOf = (event: Tree | undefined): string => {
  if (event === undefined || event === null) return '';
  if (typeof event !== 'string') throw new RowFault('a track event whose "event" is no text');
  return event;
};
