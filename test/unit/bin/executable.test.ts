import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const run = (command: string, args: string[]) =>
  spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });

describe('bin/shuttle.ts', () => {
  it('is started by its first line, prints, and exits with the code of the command', () => {
    const good = run(join(ROOT, 'bin', 'shuttle.ts'), ['validate']);
    expect(good).toMatchObject({ status: 0, stderr: '' });
    expect(good.stdout).toMatch(/^shuttle\.yaml: OK/);
    const bad = run(join(ROOT, 'bin', 'shuttle.ts'), ['validate', '-c', 'none.yaml']);
    expect(bad).toMatchObject({ status: 1, stdout: '' });
    expect(bad.stderr).toBe('there is no file none.yaml: name yours with -c <file>\n');
  });

  it('loads neither the CDK nor DuckDB to validate', () => {
    const script = `
      const { main } = require('./bin/commands/main');
      const output = { out() {}, err() {}, width: 80 };
      main(['validate'], output).then((code) => {
        const loaded = Object.keys(require.cache);
        console.log(JSON.stringify({ code, ours: loaded.some((path) => path.endsWith('validate.ts')),
          heavy: loaded.filter((path) => /node_modules.(aws-cdk-lib|@duckdb|@aws-sdk)/.test(path)) }));
      });`;
    const { stdout, stderr } = run(process.execPath, ['--require', 'tsx/cjs', '--eval', script]);
    expect({ stdout: JSON.parse(stdout), stderr }).toEqual({ stdout: { code: 0, ours: true, heavy: [] }, stderr: '' });
  });
});
