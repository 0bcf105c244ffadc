import { type Html, html } from './html';

/** A table of a run in either direction, as far as its place on the page goes. */
export interface Ended {
  table: string;
  status: string;
  startedAt?: string | undefined;
}

/** Signs that tell outcomes apart without colour. */
const SIGNS: Readonly<Record<string, string>> = {
  committed: '✓',
  applied: '✓',
  succeeded: '✓',
  failed: '✗',
  unaccounted: '?',
  planned: '○',
  waiting: '○',
  'dry run': '○',
};

/** Class of a status: they may be two words. */
export const statusClass = (status: string): string => `is-${status.replaceAll(' ', '-')}`;

export const signOf = (status: string): string => SIGNS[status] ?? '';

export const outcomeHtml = (status: string): Html =>
  html`<span class="outcome ${statusClass(status)}"><span aria-hidden="true">${signOf(status)}</span> ${status}</span>`;

/** Failed tables first, then in the order of their start; those that wait come last. */
export const worstFirst = <T extends Ended>(tables: readonly T[]): T[] =>
  [...tables].sort(
    (a, b) =>
      rank(a) - rank(b) || (a.startedAt ?? '').localeCompare(b.startedAt ?? '') || a.table.localeCompare(b.table),
  );

const RANKS: Readonly<Record<string, number>> = { failed: 0, unaccounted: 1, waiting: 3 };
const rank = ({ status }: Ended): number => RANKS[status] ?? 2;

export const hasFailed = ({ status }: Ended): boolean => status === 'failed' || status === 'unaccounted';
