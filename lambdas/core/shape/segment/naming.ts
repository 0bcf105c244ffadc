import { createHash } from 'node:crypto';
import type { SegmentNaming } from '../../config/load-config';
import { MAX_IDENTIFIER_BYTES } from '../../sql/identifier';
import { cutBytes } from '../column/column-name';
import { RESERVED_WORDS } from './reserved-words';
import { rudderstackSnake, segmentSnake } from './snake-case';

/** Tables that are made of the type of events: those named like one get `_` in front. */
const BUILT_IN = new Set(['accounts', 'aliases', 'groups', 'identifies', 'pages', 'screens', 'tracks', 'users']);

/** How names of events and properties become names in the warehouse. */
export class Naming {
  private readonly snake: (text: string) => string;

  constructor(private readonly naming: SegmentNaming) {
    this.snake = naming === 'segment' ? segmentSnake : rudderstackSnake;
  }

  /** What stands in the column `event`: the name in snake case. Empty for a name of blanks alone. */
  slug(event: string): string {
    return event.trim() === '' ? '' : afterDigit(this.words(event));
  }

  /** The table of an event's slug. */
  table(slug: string): string {
    return cut(BUILT_IN.has(slug) ? `_${slug}` : this.unreserved(slug));
  }

  /** The column of a property by its path, joined by `_`. */
  column(path: string): string {
    return cut(this.unreserved(afterDigit(this.words(path))));
  }

  /** A name without ASCII letters and digits, which both leave nothing of, keeps its own letters. */
  private words(text: string): string {
    return this.snake(text) || (text.match(/[\p{L}\p{N}]+/gu) ?? []).join('_').toLowerCase() || `_${digest(text)}`;
  }

  private unreserved(name: string): string {
    return RESERVED_WORDS[this.naming].has(name) ? `_${name}` : name;
  }
}

/** The name for one of two properties of an event that come to the same column. */
export const otherName = (name: string, identity: string): string =>
  `${cutBytes(name, MAX_IDENTIFIER_BYTES - 9)}_${digest(identity)}`;

const cut = (name: string): string => (Buffer.byteLength(name) <= MAX_IDENTIFIER_BYTES ? name : otherName(name, name));

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const afterDigit = (name: string): string => (/^[0-9]/.test(name) ? `_${name}` : name);
