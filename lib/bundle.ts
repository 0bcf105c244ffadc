import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
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
  'extract/register-table',
  'extract/retire-batches',
  'extract/retire-runs',
  'extract/record-failure',
  'extract/finish-run',
  'extract/clean-up-run',
] as const;
export type Entry = (typeof ENTRIES)[number];

let bundled: string | undefined;

const root = join(__dirname, '..');

/**
 * Bundles and minifies every step in one esbuild run, unless these sources were bundled before, and returns a step's
 * folder. NodejsFunction would
 * start esbuild anew for each function, which takes half a minute for these; the result is the same.
 *
 * The SDK is bundled: the version that was tested is the version that runs.
 */
export const bundleOf = (entry: Entry): string => {
  bundled ??= bundleAll();
  return join(bundled, entry);
};

const bundleAll = (): string => {
  const outdir = join(root, '.shuttle', 'bundles', sourceHash());
  if (existsSync(outdir)) return outdir;
  // Another process may do the same: whoever is done first publishes, and both bundles are equal.
  const draft = `${outdir}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(ENTRIES.map((entry) => [`${entry}/index`, join('lambdas', `${entry}.ts`)])),
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
