import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FUNCTION_CODE, SOURCES_HASH, SYNTHS, TEMPORARY_FILES } from './assemblies';

const root = join(__dirname, '..', '..');
const configs = join(root, 'test', 'support', 'assemblies');
const demo = join(root, 'local', 'demo', 'shuttle.yaml');
const HASH_FILE = 'source-hash';

/** Bytes that the temporary files of a whole run fit into with room to spare. */
const ROOMY = 4 * 1024 ** 3;

/**
 * Takes a file system in memory for temporary files where there is one: the local S3 writes thousands of small ones.
 * Synthesises test/support/assemblies/*.yaml and the demo's into `.shuttle/test/<name>/`, once for a jest invocation, and not at all
 * while nothing that they depend on has changed.
 */
export default (): void => {
  // Steps that are called by themselves would write their metrics between the lines of the tests.
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
  process.env.TMPDIR = temporaryFiles();
  process.env[TEMPORARY_FILES] = process.env.TMPDIR;
  const makers = ['synth', 'synthesise'].map((name) => join('test', 'support', `${name}.ts`));
  const sources = hashOf(['lib', 'lambdas'].flatMap(filesBelow).concat('package-lock.json', 'cdk.json', makers));
  process.env[SOURCES_HASH] = sources.slice(0, 16);
  const outdated = existsSync(SYNTHS) ? readdirSync(SYNTHS).filter((name) => name !== process.env[SOURCES_HASH]) : [];
  for (const name of outdated) rmSync(join(SYNTHS, name), { recursive: true, force: true });
  const stacks = readdirSync(configs).map((file) => ({ name: basename(file, '.yaml'), file: join(configs, file) }));
  for (const { name, file } of [...stacks, { name: 'demo', file: demo }]) {
    const yaml = readFileSync(file, 'utf8');
    keep(join(root, '.shuttle', 'test', name), `${sources}\n${yaml}`, (draft) => {
      // Loaded when needed: CDK alone takes a second.
      const { synthesise } = require('./synthesise') as typeof import('./synthesise');
      synthesise(yaml, draft);
    });
  }
  keep(FUNCTION_CODE, `${sources}\n${hashOf(FUNCTION_BUNDLING)}`, (draft) => {
    const { bundleFunctions } = require('./in-process/function-code') as typeof import('./in-process/function-code');
    bundleFunctions(root, draft);
  });
};

const FUNCTION_BUNDLING = [join('test', 'support', 'in-process', 'function-code.ts')];

/** Fills a folder, unless it was filled from the same before. */
const keep = (folder: string, madeFrom: string, fill: (draft: string) => void): void => {
  const hash = createHash('sha256').update(madeFrom).digest('hex');
  const kept = join(folder, HASH_FILE);
  if (existsSync(kept) && readFileSync(kept, 'utf8') === hash) return;
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  fill(draft);
  writeFileSync(join(draft, HASH_FILE), hash);
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another jest was faster, with the same sources.
    if (!existsSync(kept)) throw error;
    rmSync(draft, { recursive: true });
  }
};

/** A folder of this run alone, which test/support/global-teardown.ts removes; those of runs that were killed go now. */
const temporaryFiles = (): string => {
  const parent = roomyFolder();
  for (const name of readdirSync(parent).filter((name) => name.startsWith(TEMPORARY))) {
    if (!isAlive(Number(name.slice(TEMPORARY.length)))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const folder = join(parent, `${TEMPORARY}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
};

const TEMPORARY = 'shuttle-test-';

/** In memory; where the system has no such folder, or it is small, the usual one. */
const roomyFolder = (): string => {
  const inMemory = '/dev/shm';
  if (!existsSync(inMemory)) return tmpdir();
  const { bavail, bsize } = statfsSync(inMemory);
  return bavail * bsize >= ROOMY ? inMemory : tmpdir();
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    .sort();

const hashOf = (files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
};
