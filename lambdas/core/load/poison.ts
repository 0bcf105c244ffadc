import type { ShuttleError } from '../errors';
import { type CopyOutcome, copyFailed, isNotOfTheData } from './copy-failed';
import { recordedName } from './load-errors';

/** A staged part, as the manifest of COPY lists it. */
export interface StagedPart {
  /** `s3://bucket/key`. */
  url: string;
  rows: number;
}

/** Parts by their place in the list, the last one excluded. */
interface PartRange {
  from: number;
  to: number;
}

/** What is known so far, to be handed from one judgement to the next; plain JSON. */
export interface PoisonSearch {
  /** COPYs judged. */
  rounds: number;
  /** Rows set aside, those of whole parts too. */
  rows: number;
  /** Redshift's, of the batch that failed. */
  message: string;
  /** Some part of these fails, and Redshift does not say which. */
  suspects?: PartRange;
  /** What is being probed; absent while the batch itself is sent. */
  probing?: PartRange;
}

/** Where every search begins. */
export const NEW_SEARCH: PoisonSearch = { rounds: 0, rows: 0, message: '' };

export interface PoisonRow {
  url: string;
  /** From 1. */
  line: number;
  column?: string;
  reason: string;
}

/** What is to be done about a COPY that failed. */
export type PoisonVerdict =
  /** Write the parts anew without these rows, leave these parts out, and send the batch again, with `search`. */
  | { kind: 'setAside'; rows: PoisonRow[]; parts: { url: string; reason: string }[]; search: PoisonSearch }
  /** Copy these parts alone (sql/load/probe.ts), and judge the outcome, with `search` and the same list of parts. */
  | { kind: 'probe'; parts: StagedPart[]; search: PoisonSearch }
  | { kind: 'fail'; error: ShuttleError };

export interface PoisonLimits {
  /** `schema.table`, for messages. */
  place: string;
  /** Rows of the table in the batch, before any was set aside. */
  rows: number;
  /** Share of them that may be set aside, 0 to 1. */
  maxBadRows: number;
  /** Makes the error of more. */
  tooMany(message: string): ShuttleError;
}

/** Room for four parts that are found by halving a thousand, and for twenty-five logs of a great many rows. */
const MAX_ROUNDS = 50;

/**
 * Finds what of a batch's parts COPY cannot load. Rows and files that Redshift names are set aside at once; when the batch
 * fails for named rows a second time, all parts are probed, which lists many rows where a COPY that fails lists few.
 * Where nothing is named, parts are probed by halves until one fails alone. What fails for another cause fails the table.
 *
 * @param parts of the batch as it was sent last, in the manifest's order; the same list until something is set aside
 * @param outcome of the batch, or of the probe that the last verdict asked for
 */
export const judgePoison = (
  parts: readonly StagedPart[],
  search: PoisonSearch,
  outcome: CopyOutcome,
  limits: PoisonLimits,
): PoisonVerdict => {
  const { probing, suspects } = search;
  const message = probing === undefined ? outcome.message : search.message;
  const next: PoisonSearch = { rounds: search.rounds + 1, rows: search.rows, message };
  const fail = (why?: string): PoisonVerdict => ({
    kind: 'fail',
    error: copyFailed(limits.place, { message, errors: outcome.errors }, why),
  });
  if (!outcome.loaded && isNotOfTheData(outcome)) {
    return { kind: 'fail', error: copyFailed(limits.place, outcome) };
  }
  const range = probing ?? { from: 0, to: parts.length };
  const copied = parts.slice(range.from, range.to);
  const named = namedIn(copied, outcome);
  const isNamed = named.rows.length + named.parts.length > 0;
  if (next.rounds > MAX_ROUNDS) return fail(`what COPY cannot load was not found in ${MAX_ROUNDS} rounds`);
  if (isNamed && probing === undefined && named.parts.length === 0 && search.rounds > 0) {
    return probe(parts, { ...next, probing: range });
  }
  if (isNamed) return setAside(parts, named, next, limits);
  if (!outcome.loaded) {
    const [only] = copied;
    if (only === undefined) return fail();
    if (copied.length > 1) return halve(parts, range, next);
    const reason = outcome.message || 'COPY cannot load the file, and does not say why';
    return setAside(parts, { rows: [], parts: [{ url: only.url, reason }] }, next, limits);
  }
  // These parts load: it is one of the others, if others there are.
  if (suspects === undefined || suspects.to <= range.to) return fail('its parts load when they are probed');
  const rest = { from: range.to, to: suspects.to };
  return rest.to - rest.from === 1
    ? probe(parts, { ...next, suspects: rest, probing: rest })
    : halve(parts, rest, next);
};

type Named = Pick<Extract<PoisonVerdict, { kind: 'setAside' }>, 'rows' | 'parts'>;

/** Rows and files among the parts that the errors name. A line that a part does not have names nothing. */
const namedIn = (parts: readonly StagedPart[], { errors }: CopyOutcome): Named => {
  const rows = new Map<string, PoisonRow>();
  const whole = new Map<string, string>();
  for (const { file, line, column, message } of errors) {
    const [part, other] = parts.filter(({ url }) => url === file || recordedName(url) === file);
    // Names are cut: two parts may have one.
    if (part === undefined || other !== undefined) continue;
    if (line === undefined) whole.set(part.url, message);
    else if (line <= part.rows) {
      rows.set(`${line} ${part.url}`, {
        url: part.url,
        line,
        ...(column !== undefined && { column }),
        reason: message,
      });
    }
  }
  return {
    rows: [...rows.values()].filter(({ url }) => !whole.has(url)),
    parts: [...whole].map(([url, reason]) => ({ url, reason })),
  };
};

const setAside = (
  parts: readonly StagedPart[],
  named: Named,
  next: PoisonSearch,
  { place, rows, maxBadRows, tooMany }: PoisonLimits,
): PoisonVerdict => {
  const ofParts = named.parts.reduce((sum, { url }) => sum + (parts.find((part) => part.url === url)?.rows ?? 0), 0);
  const all = next.rows + named.rows.length + ofParts;
  if (all > maxBadRows * rows) {
    const example = named.parts[0]?.reason ?? named.rows[0]?.reason ?? '';
    const message = `${place}: COPY cannot load ${all} of ${rows} rows, over maxBadRows ${maxBadRows}: ${example}`;
    return { kind: 'fail', error: tooMany(message) };
  }
  return { kind: 'setAside', ...named, search: { ...next, rows: all } };
};

const halve = (parts: readonly StagedPart[], suspects: PartRange, next: PoisonSearch): PoisonVerdict => {
  const middle = suspects.from + Math.ceil((suspects.to - suspects.from) / 2);
  return probe(parts, { ...next, suspects, probing: { from: suspects.from, to: middle } });
};

const probe = (parts: readonly StagedPart[], search: PoisonSearch & { probing: PartRange }): PoisonVerdict => ({
  kind: 'probe',
  parts: parts.slice(search.probing.from, search.probing.to),
  search,
});
