import type { FlowTable } from './flow-catalog';
import type { FlowStep, FlowTwist } from './flow-engine';
import type { Flow, NamedStep } from './flow-rig';

/** Redshift's own words. */
export const CONFLICT =
  'ERROR: 1023\n  DETAIL: Serializable isolation violation on table - 153, transactions forming the cycle are: 1, 2';
export const DENIED = 'ERROR: permission denied for relation orders';
export const TOO_LARGE = 'Packet for query is too large (100,000 > 65,536).';

/** The pipeline `brief`: a statement is cancelled after ten minutes. */
export const BRIEF_SECONDS = 600;

/** A table of `brief` that meets one trouble, and how it ends. */
export interface Trouble {
  /** Behind `public.` */
  name: string;
  table?: Partial<FlowTable>;
  twist?: (step: FlowStep, flow: Flow) => FlowTwist | undefined;
  /** `slow`: polled once or more. `endless`: cancelled. `race`: ends between the last look and its cancellation. */
  speed?: 'slow' | 'endless' | 'race';
  /** The error that its failure is recorded by; without one it is committed. */
  ends?: string;
  /** Attempts until the commit or the failure. */
  attempts?: number;
}

const UNLOADED: Partial<FlowTable> = { known: 1_000_000 };
const PAGED: Partial<FlowTable> = {};

const isRead = (step: FlowStep) => step.kind === 'page' || step.kind === 'unload';
const once = (error: string) => (step: FlowStep) => (isRead(step) && step.time === 1 ? { error } : undefined);
const always = (error: string) => (step: FlowStep) => (isRead(step) ? { error } : undefined);
const pageFails = (error: string) => (step: FlowStep) => (step.kind === 'page' ? { error } : undefined);

const meets = (name: string, speed: Trouble['speed']): Trouble[] => {
  const at = speed === undefined ? {} : { speed };
  return [
    { name: `${name}_conflict`, ...at, twist: once(CONFLICT), attempts: 2 },
    { name: `${name}_too_large`, ...at, twist: pageFails(TOO_LARGE), attempts: 2 },
    { name: `${name}_denied`, ...at, table: UNLOADED, twist: always(DENIED), ends: 'StatementFailed' },
  ];
};

export const TROUBLES: readonly Trouble[] = [
  { name: 'fine_paged' },
  { name: 'fine_many_pages', table: { rows: 300 } },
  { name: 'fine_unloaded', table: UNLOADED },
  { name: 'fine_counted', table: { known: null }, attempts: 2 },
  { name: 'fine_view', table: { kind: 'view' } },
  { name: 'fine_empty', table: { rows: 0, known: 1_000_000 } },
  { name: 'fine_slow', table: UNLOADED, speed: 'slow' },
  ...meets('submit', undefined),
  ...meets('poll', 'slow'),
  ...meets('cancel', 'race'),
  { name: 'cancel_finished', table: UNLOADED, speed: 'race' },
  { name: 'timed_out', speed: 'endless', ends: 'StatementTimedOut' },
  { name: 'conflict_forever', twist: always(CONFLICT), ends: 'StatementTransient', attempts: 4 },
  { name: 'plan_denied', ends: 'AccessDenied' },
  {
    name: 'count_denied',
    table: { known: null },
    twist: ({ kind }) => (kind === 'count' ? { rows: -1 } : undefined),
    ends: 'RowsMismatch',
  },
  { name: 'copy_too_large', attempts: 2 },
  { name: 'copy_denied', ends: 'AccessDeniedException' },
  {
    name: 'rows_differ_paged',
    twist: ({ kind }) => (kind === 'count' ? { rows: 11 } : undefined),
    ends: 'RowsMismatch',
  },
  {
    name: 'rows_differ_unloaded',
    table: UNLOADED,
    twist: ({ kind }) => (kind === 'unload' ? { rows: 9 } : undefined),
    ends: 'RowsMismatch',
  },
  {
    name: 'rows_differ_view',
    table: { kind: 'view' },
    twist: ({ kind }) => (kind === 'unload-count' ? { rows: 9 } : undefined),
    ends: 'RowsMismatch',
  },
  {
    name: 'no_manifest',
    table: UNLOADED,
    twist: ({ kind }) => (kind === 'unload' ? { noManifest: true } : undefined),
    ends: 'ManifestInvalid',
  },
  {
    name: 'stray_file',
    table: UNLOADED,
    twist: ({ kind }) => (kind === 'unload' ? { stray: true } : undefined),
    ends: 'ManifestInvalid',
  },
  {
    name: 'cut_file',
    table: UNLOADED,
    twist: ({ kind }) => (kind === 'unload' ? { truncated: true } : undefined),
    ends: 'PartMissing',
  },
  {
    name: 'committed_by_another',
    table: UNLOADED,
    twist: ({ kind, table }, flow) =>
      kind === 'unload'
        ? {
            meanwhile: async () => {
              const key = `${flow.root('brief')}tables/${table}/current.json`;
              await flow.environment.s3.store.put(flow.bucket, key, currentOfAnother(table));
            },
          }
        : undefined,
    ends: 'CommitConflict',
  },
];

/** A checkpoint that somebody else has written. */
export const currentOfAnother = (table: string): string => {
  const [schema = '', name = ''] = table.split('.');
  const place = { bucket: 'elsewhere', key: 'elsewhere' };
  return JSON.stringify({
    formatVersion: 1,
    table: { schema, name },
    destination: { schema, name },
    mode: 'full',
    schema: { version: 'v', ...place },
    batches: [
      {
        batchId: '20200101T000000Z-00000000-0-1',
        runId: '20200101T000000Z-00000000',
        method: 'unload',
        manifest: place,
        schemaVersion: 'v',
        rows: 1,
        files: 1,
        sizeBytes: 1,
        quarantined: 0,
        committedAt: '2020-01-01T00:00:00.000Z',
      },
    ],
  });
};

/** Gives each trouble to its table. */
export const makeTroubles = (flow: Flow, troubles: readonly Trouble[]): void => {
  const byTable = new Map(troubles.map((trouble) => [`public.${trouble.name}`, trouble]));
  flow.reset(troubles.map(({ name, table }) => ({ name: `public.${name}`, rows: 10, ...PAGED, ...table })));
  const startedAt = flow.clock.now();
  flow.engine.script = (step) => byTable.get(step.table)?.twist?.(step, flow);
  flow.latency = (step) => timeOf(step, byTable.get(step.table)?.speed);
  let planFaults = 0;
  flow.s3Fault = ({ op, key }) =>
    op === 'GetObject' && key?.endsWith('/tables/public.plan_denied/current.json') && planFaults++ === 0
      ? { before: { status: 403, code: 'AccessDenied' } }
      : undefined;
  flow.dataApiFault = ({ operation, input }) => {
    const step = flow.stepOf(input.Id);
    if (operation === 'GetStatementResult' && step?.kind === 'page') {
      const error = (type: string, message: string) => ({
        when: 'before' as const,
        error: { type, message, status: 400 },
      });
      if (step.table === 'public.copy_too_large') return error('ValidationException', 'Response exceeded size limit');
      if (step.table === 'public.copy_denied') return error('AccessDeniedException', 'is not authorized');
    }
    const late = flow.clock.now() < startedAt + (BRIEF_SECONDS + 90) * 1000;
    if (operation === 'CancelStatement' && late && byTable.get(step?.table ?? '')?.speed === 'race') {
      return { when: 'before', error: { type: 'ThrottlingException', message: 'Rate exceeded', status: 400 } };
    }
    return undefined;
  };
};

/** Only the first attempt is slow. The queue's time counts for the run's timeout, not for Redshift's own. */
const timeOf = ({ kind, attempt }: NamedStep, speed: Trouble['speed']) => {
  if (speed === undefined || attempt > 1) return 0;
  if (speed === 'race') {
    if (kind === 'set') return { submittedMs: 40_000 };
    return kind === 'page' || kind === 'unload' ? (BRIEF_SECONDS - 10) * 1000 : 0;
  }
  if (kind !== 'page' && kind !== 'unload') return 0;
  return speed === 'slow' ? 60_000 : { startedMs: 3_600_000 };
};
