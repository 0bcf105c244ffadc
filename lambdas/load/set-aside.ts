import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { applyKey, applyStatementKey, copyManifestKey, poisonKey } from '../core/batch/load-keys';
import { manifestDocument, manifestOf } from '../core/batch/manifest';
import { type ObjectLocation, s3Url } from '../core/batch/object-keys';
import { DocumentInvalid, TooManyBadRows } from '../core/errors';
import { copyFailed } from '../core/load/copy-failed';
import { type LoadError, readLoadErrors } from '../core/load/load-errors';
import { judgePoison, NEW_SEARCH, type PoisonVerdict } from '../core/load/poison';
import type { ApplyPlan } from '../core/load-report/apply-plan';
import { probeBatch } from '../core/sql/load/probe';
import type { StagedPart } from '../core/staging/group-stage';
import { withoutLines } from '../core/staging/without-lines';
import { type Statement, statementTexts } from '../core/statement/statement';
import { defineHandler } from '../runtime/define-handler';
import type { Aside } from './aside';
import { finishedStatementSchema, loadRunSchema, plannedStepSchema } from './contract';
import { readLoadConfig } from './load-config';
import { readPlan } from './plan-changes';
import { readRows } from './read-target';
import { readSearch, type StoredSearch, searchAtSchema } from './search';
import { statementOf } from './statement-of';

/**
 * Decides by what sys_load_error_detail tells which staged rows COPY cannot load: sets them aside, or says what is to be
 * probed next.
 *
 * If the process dies at any line: rows set aside are written before the parts without them, and what is left of the parts
 * is written down last. All names derive from the attempt, so that the retry writes the same again; parts that nothing
 * names are nobody's.
 *
 * @throws StatementFailed for what is no fault of the rows, and for the files of an extract; TooManyBadRows
 */
export const setAsideInputSchema = z.object({
  run: loadRunSchema,
  planned: plannedStepSchema,
  /** Counts the renderings of the unit, from 1. */
  attempt: z.number().int().positive(),
  redriveCount: z.number().int().nonnegative(),
  /** The transaction that failed, or the probe. */
  tried: finishedStatementSchema,
  loaded: z.boolean(),
  traceStatementId: z.string(),
  search: searchAtSchema.nullable(),
});
type Input = z.output<typeof setAsideInputSchema>;

export interface SetAside {
  do: 'again' | 'probe';
  label: string;
  search: ObjectLocation;
  /** What is left of the parts; null where a probe is next. */
  aside: ObjectLocation | null;
  /** The probe; null where the step is sent again. */
  statement: Statement | null;
}

export const setAside = async (input: Input, clients: { data: RedshiftData; objects: Objects }): Promise<SetAside> => {
  const { run, planned, tried, loaded } = input;
  const store = clients.objects;
  const plan = await readPlan(planned, store);
  if (!plan) throw new DocumentInvalid(`${planned.at.key} is gone: start the pipeline again`);
  const errors = readLoadErrors(await readRows(clients.data, input.traceStatementId));
  const message = loaded ? '' : await messageOf(tried.statementId, clients.data);
  // Files that an extract pipeline has committed are right as they are: a row that does not load is never left out.
  if (plan.parts.length === 0) throw copyFailed(planned.table, { message, errors });
  const before = input.search === null ? undefined : await readSearch(input.search, store);
  const verdict = await verdictOf(input, plan, { loaded, message, errors }, before, store);
  if (verdict.kind === 'fail') throw verdict.error;
  const name = `${plan.batchId}-${input.redriveCount}-${input.attempt}-${verdict.search.rounds}`;
  const search = applyKey(run.root, run.runId, planned.label, `${name}-search`);
  if (verdict.kind === 'probe') {
    const probe = await probeOf(input, plan, verdict, name, store);
    const stored: StoredSearch = { search: verdict.search, probed: verdict.parts, probeRoles: probe.roles };
    await store.write(search, JSON.stringify(stored));
    return { do: 'probe', label: planned.label, search, aside: null, statement: probe.statement };
  }
  const aside = applyKey(run.root, run.runId, planned.label, `${name}-aside`);
  await store.write(aside, JSON.stringify(await putAside(input, plan, verdict, name, store)));
  await store.write(search, JSON.stringify({ search: verdict.search } satisfies StoredSearch));
  return { do: 'again', label: planned.label, search, aside, statement: null };
};

const messageOf = async (statementId: string, data: RedshiftData): Promise<string> => {
  const { error, subStatements } = await data.describe(statementId);
  return subStatements.find(({ status }) => status === 'FAILED')?.error ?? error ?? '';
};

const verdictOf = async (
  { run, planned }: Input,
  plan: ApplyPlan,
  outcome: { loaded: boolean; message: string; errors: LoadError[] },
  before: StoredSearch | undefined,
  store: Objects,
): Promise<PoisonVerdict> => {
  const { config } = await readLoadConfig(run, store);
  const parts = plan.parts.map((part) => ({ url: s3Url(part), rows: part.rows }));
  return judgePoison(parts, before?.search ?? { ...NEW_SEARCH, rows: plan.setAside }, outcome, {
    place: planned.table,
    rows: plan.rows + plan.setAside,
    maxBadRows: config.maxBadRows,
    tooMany: (text) =>
      new TooManyBadRows(`${text}. Mend the rows in the source, or raise maxBadRows, then start ${run.pipeline} again`),
  });
};

const probeOf = async (
  { run, planned }: Input,
  plan: ApplyPlan,
  { parts }: PoisonVerdict & { kind: 'probe' },
  name: string,
  store: Objects,
): Promise<{ statement: Statement; roles: string[] }> => {
  const wanted = new Set(parts.map(({ url }) => url));
  const manifest = copyManifestKey(run.root, run.runId, planned.label, `${name}-probe`);
  const probed = plan.parts.filter((part) => wanted.has(s3Url(part)));
  await store.writeDocument(manifestDocument, manifest, manifestOf(probed));
  if (!plan.request) throw new DocumentInvalid(`${planned.at.key} has no request`);
  const statements = probeBatch(plan.request, manifest);
  const sqls = statementTexts(
    statements.map(({ sql }) => sql),
    planned.table,
  );
  const at = applyStatementKey(run.root, run.runId, planned.label, `${name}-probe`);
  return {
    statement: await statementOf({ step: 'probe', mode: 'TRANSACTION', sqls }, at, store),
    roles: statements.map(({ role }) => role),
  };
};

/** Writes what is set aside, then the parts without it. */
const putAside = async (
  { run }: Input,
  plan: ApplyPlan,
  { rows, parts: whole }: PoisonVerdict & { kind: 'setAside' },
  name: string,
  store: Objects,
): Promise<Aside> => {
  const left: StagedPart[] = [];
  let count = plan.setAside;
  let folder = plan.setAsideAt;
  for (const [number, part] of plan.parts.entries()) {
    const url = s3Url(part);
    const reasons = new Map(rows.filter((row) => row.url === url).map(({ line, reason }) => [line, reason]));
    const ofPart = whole.find((one) => one.url === url);
    if (reasons.size === 0 && ofPart === undefined) {
      left.push(part);
      continue;
    }
    const content = await store.readBytes(part);
    if (!content) throw new DocumentInvalid(`${part.key} is gone: start the pipeline again`);
    const at = poisonKey(run.root, plan.batchId, plan.source, `${run.runId}-${name}-${number}`);
    folder = { bucket: at.bucket, key: at.key.slice(0, at.key.lastIndexOf('/') + 1) };
    if (ofPart) {
      await store.write(at, content, GZIP);
      count += part.rows;
      continue;
    }
    const split = withoutLines(content, reasons);
    await store.write(at, split.taken, GZIP);
    const kept = part.rows - split.takenRows;
    count += split.takenRows;
    if (kept === 0) continue;
    // Of this run: what an earlier one has set aside may still be read by its transaction.
    const key = part.key.replace(/(\.json\.gz)$/, `-${run.runId.slice(-12)}-${name.split('-').slice(-3).join('-')}$1`);
    await store.write({ bucket: part.bucket, key }, split.kept, GZIP);
    left.push({ bucket: part.bucket, key, rows: kept, sizeBytes: split.kept.length });
  }
  return { parts: left, rows: count, at: folder ?? { bucket: run.root.bucket, key: '' } };
};

const GZIP = 'application/gzip';

export const handler = defineHandler(setAsideInputSchema, (input) =>
  setAside(input, { data: redshiftData(), objects: objects() }),
);
