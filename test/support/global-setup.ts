import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(__dirname, '..', '..');
const configs = join(root, 'test', 'support', 'assemblies');
const HASH_FILE = 'source-hash';

/**
 * Synthesises test/support/assemblies/*.yaml into `.shuttle/test/<name>/`, once for a jest invocation, and not at all
 * while nothing that they depend on has changed.
 */
export default (): void => {
  const sources = hashOf(['lib', 'lambdas'].flatMap(filesBelow).concat('package-lock.json', 'cdk.json'));
  for (const file of readdirSync(configs)) {
    const folder = join(root, '.shuttle', 'test', basename(file, '.yaml'));
    const yaml = readFileSync(join(configs, file), 'utf8');
    const hash = createHash('sha256').update(sources).update(yaml).digest('hex');
    const kept = join(folder, HASH_FILE);
    if (existsSync(kept) && readFileSync(kept, 'utf8') === hash) continue;
    // Loaded when needed: CDK alone takes a second.
    const { synth } = require('./synth') as typeof import('./synth');
    const draft = `${folder}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    synth(yaml, { outdir: draft });
    writeFileSync(join(draft, HASH_FILE), hash);
    rmSync(folder, { recursive: true, force: true });
    try {
      renameSync(draft, folder);
    } catch (error) {
      // Another jest was faster, with the same sources.
      if (!existsSync(kept)) throw error;
      rmSync(draft, { recursive: true });
    }
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
