import { createHash } from 'node:crypto';
import { canonicalText, type TreeObject } from './tree';

/**
 * The id of an event that has none: a UUID (version 8: of one's own making) of its content, whatever the order of its
 * members. So it is the same in every replay, and two events that are the same in all they hold are one.
 */
export const contentId = (event: TreeObject): string => {
  const hex = createHash('sha256').update(canonicalText(event)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
