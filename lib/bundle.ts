import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The steps' entry files under lambdas/, without their ending. */
export const ENTRIES = [
  'statement/submit-statement',
  'statement/poll-statement',
  'statement/cancel-statement',
  'extract/start-run',
  'extract/plan-tables',
  'extract/plan-table',
  'extract/choose-method',
  'extract/verify-unload',
  'extract/copy-pages',
  'extract/verify-pages',
  'extract/commit-table',
  'extract/record-failure',
  'extract/finish-run',
  'extract/clean-up-run',
] as const;
export type Entry = (typeof ENTRIES)[number];

let bundled: string | undefined;

/**
 * Bundles and minifies every step in one esbuild run, once a process, and returns a step's folder. NodejsFunction would
 * start esbuild anew for each function, which takes half a minute for these; the result is the same.
 *
 * The SDK is bundled: the version that was tested is the version that runs.
 */
export const bundleOf = (entry: Entry): string => {
  bundled ??= bundleAll();
  return join(bundled, entry);
};

const bundleAll = (): string => {
  const outdir = mkdtempSync(join(tmpdir(), 'shuttle-bundle-'));
  const root = join(__dirname, '..');
  buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(ENTRIES.map((entry) => [`${entry}/index`, join('lambdas', `${entry}.ts`)])),
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outdir;
};
