import type { CopyOutcome } from '../../lambdas/core/load/copy-failed';
import type { LoadError } from '../../lambdas/core/load/load-errors';
import { judgePoison, NEW_SEARCH, type PoisonLimits, type StagedPart } from '../../lambdas/core/load/poison';

/** What COPY cannot load of a part: rows (by identity), the file as such, or the file without a word about it. */
export type Poison = { rows: number[] } | 'file' | 'silent';

/** A part in S3: its rows by identity, so that they are known after others were taken out. */
export interface FakePart {
  url: string;
  rows: number[];
  poison?: Poison;
}

/** Redshift's log holds so many errors of a COPY by slice. */
export const LOGGED = 20;
export const MESSAGE = "ERROR: Load into table 't' failed. Check 'sys_load_error_detail' system table for details.";

/** COPY as Redshift does it: parts are dealt to slices, each stops at its first error unless errors may pass. */
export const fakeCopy = (parts: readonly FakePart[], slices: number, passesErrors: boolean): CopyOutcome => {
  const errors: LoadError[] = [];
  let loaded = true;
  for (let slice = 0; slice < slices; slice++) {
    let logged = 0;
    for (const { url, rows, poison } of parts.filter((_, i) => i % slices === slice)) {
      if (poison === 'silent' || poison === 'file') {
        loaded = false;
        if (poison === 'file') errors.push({ file: url, message: 'zlib error code: -3' });
        break;
      }
      const lines = rows.flatMap((row, i) => (poison?.rows.includes(row) ? [i + 1] : []));
      if (lines.length > 0 && !passesErrors) loaded = false;
      for (const line of passesErrors ? lines : lines.slice(0, 1)) {
        if (logged++ < LOGGED) errors.push({ file: url, line, column: 'v', code: 1204, message: 'too long' });
      }
      if (lines.length > 0 && !passesErrors) break;
    }
  }
  return { loaded, message: loaded ? '' : MESSAGE, errors };
};

export interface Cured {
  /** What was set aside: rows by identity, parts by URL. */
  rows: number[];
  parts: string[];
  /** How often COPY ran. */
  copies: number;
  error?: Error;
}

/** Judges and mends until the batch loads, or the table fails. */
export const cure = (
  all: readonly FakePart[],
  slices: number,
  limits: Omit<PoisonLimits, 'place' | 'tooMany'>,
): Cured => {
  const cured: Cured = { rows: [], parts: [], copies: 0 };
  let parts = [...all];
  let search = NEW_SEARCH;
  let probed: readonly StagedPart[] | undefined;
  for (;;) {
    const sent = probed === undefined ? parts : parts.filter(({ url }) => probed?.some((part) => part.url === url));
    const outcome = fakeCopy(sent, slices, probed !== undefined);
    cured.copies += 1;
    if (outcome.loaded && probed === undefined) return cured;
    const listed = parts.map(({ url, rows }) => ({ url, rows: rows.length }));
    const tooMany = (message: string) => Object.assign(new Error(message), { name: 'TooManyBadRows' });
    const verdict = judgePoison(listed, search, outcome, { ...limits, place: 's.t', tooMany });
    if (verdict.kind === 'fail') return { ...cured, error: verdict.error };
    search = JSON.parse(JSON.stringify(verdict.search));
    probed = verdict.kind === 'probe' ? verdict.parts : undefined;
    if (verdict.kind === 'probe') continue;
    cured.parts.push(...verdict.parts.map(({ url }) => url));
    parts = parts.flatMap((part) => {
      if (verdict.parts.some(({ url }) => url === part.url)) return [];
      const lines = verdict.rows.filter(({ url }) => url === part.url).map(({ line }) => line);
      if (lines.length === 0) return [part];
      cured.rows.push(...lines.map((line) => part.rows[line - 1] as number));
      return [{ ...part, url: `${part.url}+`, rows: part.rows.filter((_, i) => !lines.includes(i + 1)) }];
    });
  }
};
