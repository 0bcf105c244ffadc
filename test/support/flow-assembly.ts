import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { synthesise } from '../../local/synth';

const ROOT = join(__dirname, '..', '..');
const CONFIG = join(__dirname, 'assemblies', 'flow.yaml');
const FOLDER = join(ROOT, '.shuttle', 'test', 'flow');

/** The synthesised stack of assemblies/flow.yaml; made anew when a source of it has changed. */
export const flowAssembly = async (): Promise<string> => {
  const made = statSync(join(FOLDER, 'manifest.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = [CONFIG, ...['bin', 'lib', 'lambdas'].flatMap((folder) => filesOf(join(ROOT, folder)))];
  if (sources.every((path) => statSync(path).mtimeMs < made)) return FOLDER;
  mkdirSync(dirname(FOLDER), { recursive: true });
  const folder = mkdtempSync(`${FOLDER}-`);
  await synthesise(CONFIG, folder);
  if (existsSync(FOLDER)) rmSync(FOLDER, { recursive: true });
  renameSync(folder, FOLDER);
  return FOLDER;
};

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
