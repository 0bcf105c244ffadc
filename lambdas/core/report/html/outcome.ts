import type { TableReport } from '../../progress/report';
import { type Html, html } from './html';

/** Signs that tell outcomes apart without colour. */
const SIGNS: Readonly<Record<string, string>> = {
  committed: '✓',
  succeeded: '✓',
  failed: '✗',
  unaccounted: '?',
  planned: '○',
  'dry run': '○',
};

/** Class of a status: they may be two words. */
export const statusClass = (status: string): string => `is-${status.replaceAll(' ', '-')}`;

export const signOf = (status: string): string => SIGNS[status] ?? '';

export const outcomeHtml = (status: string): Html =>
  html`<span class="outcome ${statusClass(status)}"><span aria-hidden="true">${signOf(status)}</span> ${status}</span>`;

/** Failed tables first, then in the order of their start. */
export const worstFirst = (tables: readonly TableReport[]): TableReport[] =>
  [...tables].sort(
    (a, b) =>
      rank(a) - rank(b) || (a.startedAt ?? '').localeCompare(b.startedAt ?? '') || a.table.localeCompare(b.table),
  );

const rank = ({ status }: TableReport): number => (status === 'failed' ? 0 : status === 'unaccounted' ? 1 : 2);

export const hasFailed = ({ status }: TableReport): boolean => status === 'failed' || status === 'unaccounted';
