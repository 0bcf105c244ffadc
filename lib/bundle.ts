import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';

/** Entry files under lambdas/, without their ending, of the steps that both directions call. */
const SHARED_ENTRIES = [
  'statement/submit-statement',
  'statement/poll-statement',
  'statement/cancel-statement',
  'run/clean-up-run',
] as const;
const EXTRACT_ENTRIES = [
  'extract/start-run',
  'extract/plan-tables',
  'extract/plan-table',
  'extract/choose-method',
  'extract/verify-unload',
  'extract/copy-pages',
  'extract/verify-pages',
  'extract/commit-table',
  'extract/register-table',
  'extract/retire-batches',
  'extract/retire-runs',
  'extract/record-failure',
  'extract/finish-run',
] as const;
const LOAD_ENTRIES = [
  'load/start-load',
  'load/collect-objects',
  'load/scan-objects',
  'load/plan-columns',
  'load/stage-objects',
  'load/plan-loads',
  'load/plan-batches',
  'load/prepare-table',
  'load/plan-changes',
  'load/commit-load',
  'load/judge-load',
  'load/set-aside',
  'load/record-load-failure',
  'load/retire-load-runs',
  'load/finish-load',
  'load/start-on-objects',
] as const;
/** Every step. No two have the same last part, by which functions are named. */
export const ENTRIES = [...SHARED_ENTRIES, ...EXTRACT_ENTRIES, ...LOAD_ENTRIES];
export type Entry = (typeof ENTRIES)[number];

/** The steps that a stack deploys: of a direction that it has no pipeline of, none. */
export const deployedEntries = ({ extract, load = [] }: Pick<ShuttleConfig, 'extract' | 'load'>): Entry[] => [
  ...SHARED_ENTRIES,
  ...(extract.length > 0 ? EXTRACT_ENTRIES : []),
  ...(load.length > 0
    ? LOAD_ENTRIES.filter((entry) => entry !== 'load/start-on-objects' || load.some(({ trigger }) => trigger))
    : []),
];

/** What is bundled at once: a stack that has one direction only need not wait for the other's. */
const BUNDLES = { load: LOAD_ENTRIES, others: [...SHARED_ENTRIES, ...EXTRACT_ENTRIES] } as const;
type Bundle = keyof typeof BUNDLES;

const bundled: { [bundle in Bundle]?: string } = {};

const root = join(__dirname, '..');

/**
 * Bundles and minifies the steps of a direction in one esbuild run, unless these sources were bundled before, and returns a
 * step's folder. NodejsFunction would start esbuild anew for each function, which takes half a minute for these; the
 * result is the same.
 *
 * The SDK is bundled: the version that was tested is the version that runs.
 */
export const bundleOf = (entry: Entry): string => {
  const bundle: Bundle = entry.startsWith('load/') ? 'load' : 'others';
  const folder = bundled[bundle] ?? bundleAll(bundle);
  bundled[bundle] = folder;
  return join(folder, entry);
};

const bundleAll = (bundle: Bundle): string => {
  const outdir = join(root, '.shuttle', 'bundles', `${sourceHash()}-${bundle}`);
  if (existsSync(outdir)) return outdir;
  // Another process may do the same: whoever is done first publishes, and both bundles are equal.
  const draft = `${outdir}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(BUNDLES[bundle].map((entry) => [`${entry}/index`, join('lambdas', `${entry}.ts`)])),
    outdir: draft,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The SDK imports a few modules of Node at its first call; as `require` they are there at the start.
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  try {
    renameSync(draft, outdir);
  } catch (error) {
    if (!existsSync(outdir)) throw error;
    rmSync(draft, { recursive: true });
  }
  return outdir;
};

/** Of everything that a bundle depends on: the steps, the packages' versions, and how it is made. */
const sourceHash = (): string => {
  const hash = createHash('sha256');
  const lambdas = readdirSync(join(root, 'lambdas'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('lambdas', file));
  for (const file of [...lambdas.sort(), 'package-lock.json', join('lib', 'bundle.ts')]) {
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(root, file)))
      .update('\n');
  }
  return hash.digest('hex').slice(0, 16);
};
