import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * The shaping of a load: how fast gzipped clickstream events and Debezium's events are learnt from, and become gzipped
 * parts, beside floors that no code gets under: gunzip alone, JSON.parse alone of the same lines, gzip of the parts alone.
 *
 * It measures the code as the functions have it, bundled: a loader of TypeScript adds a call for every closure that is made.
 *
 * `npm run bench -- shape [thousands of events] [rounds]`
 */
export const shape = async (args: readonly string[]): Promise<void> => {
  const count = Number(args[0] ?? 40) * 1_000;
  const rounds = Number(args[1] ?? 5);
  const folder = mkdtempSync(join(tmpdir(), 'shape-bench-'));
  try {
    const outfile = join(folder, 'measure.js');
    buildSync({
      entryPoints: [join(__dirname, 'measure.ts')],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'warning',
    });
    const { measure } = require(outfile) as typeof import('./measure');
    await measure(count, rounds);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
