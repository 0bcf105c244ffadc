import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ENTRIES } from '../../../lib/bundle';
import { SHARED_FILE, STEPS_FILE } from './function-files';

/** Packages that hold a function's own state: its logger, its metrics. */
const OWN = /^@aws-lambda-powertools\//;

/**
 * Bundles the functions for tests that run many of them in one process: not as they are deployed, each with a copy of all
 * that it needs, but in two files, so that the SDK is loaded, and made fast by V8, once.
 *
 * Each file exports functions that load a module, by the name that it is imported by.
 */
export const bundleFunctions = (root: string, outdir: string): void => {
  const filesBelow = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const sources = filesBelow('lambdas').map((file) => readFileSync(join(root, 'lambdas', file), 'utf8'));
  const imported = sources.flatMap((text) => [
    ...text.matchAll(/^(?:import|export) (?!type ).*?from '([^.'][^']*)';$/gms),
  ]);
  const names = new Set(imported.map(([, name = '']) => name));
  const shared = [...names].filter((name) => !name.startsWith('node:') && !OWN.test(name) && name !== 'aws-lambda');
  const core = filesBelow(join('lambdas', 'core')).map((file) => file.replace(/\.ts$/, ''));
  const bundle = (file: string, modules: Record<string, string>, external: string[]): void => {
    const lines = Object.entries(modules).map(([name, path]) => `'${name}': () => require('${path}'),`);
    buildSync({
      absWorkingDir: root,
      stdin: { contents: `module.exports = {\n${lines.join('\n')}\n};`, resolveDir: root, loader: 'js' },
      outfile: join(outdir, file),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      supported: { 'dynamic-import': false },
      mainFields: ['module', 'main'],
      external,
      logLevel: 'warning',
    });
  };
  const coreModules = core.map((file): [string, string] => [`../core/${file}`, `./lambdas/core/${file}`]);
  bundle(SHARED_FILE, Object.fromEntries([...shared.map((name) => [name, name]), ...coreModules]), []);
  const steps = ENTRIES.map((entry) => [entry.split('/').at(-1), `./lambdas/${entry}`]);
  bundle(STEPS_FILE, Object.fromEntries(steps), ['../core/*', ...shared]);
};
