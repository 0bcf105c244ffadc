import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, '.shuttle', 'test');

/** What the stack is made from: when none of it is newer, the assembly of an earlier test file still holds. */
const SOURCES = ['bin', 'lib', 'lambdas', 'cdk.json', 'package-lock.json'];

const newest = (path: string): number => {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
};

/** The folder of the synthesised `test/support/assemblies/<name>.yaml`, made anew when its sources have changed. */
export const assemblyOf = async (name: string): Promise<string> => {
  const config = join(__dirname, 'assemblies', `${name}.yaml`);
  const out = join(FOLDER, name);
  mkdirSync(FOLDER, { recursive: true });
  const lock = `${out}.lock`;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isLeftOver(lock)) rmSync(lock, { force: true });
      else await pause(100);
    }
  }
  try {
    const changed = Math.max(newest(config), ...SOURCES.map((source) => newest(join(ROOT, source))));
    const manifest = join(out, 'manifest.json');
    if (!existsSync(manifest) || statSync(manifest).mtimeMs < changed) await synthesise(config, out);
    return out;
  } finally {
    rmSync(lock, { force: true });
  }
};

/** The process that held it has gone. */
const isLeftOver = (lock: string): boolean => {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
};

/** As the CDK CLI does it, without the CLI's own start: the app in a process of its own, with the flags of cdk.json. */
const synthesise = async (config: string, out: string): Promise<void> => {
  rmSync(out, { recursive: true, force: true });
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  await promisify(execFile)(process.execPath, ['--import', 'tsx', join('bin', 'app.ts')], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify({ ...context, config }) },
  });
};
