import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Runs the CDK CLI, as a deployment does: same app, same flags of cdk.json.
 *
 * @param config path of the shuttle.yaml
 * @param output folder for the assembly
 * @throws Error with what the CLI printed
 */
export const synthesise = async (config: string, output: string): Promise<void> => {
  const cli = join(dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');
  const root = join(__dirname, '..');
  const args = [cli, 'synth', '--quiet', '--no-notices', '--output', output, '--context', `config=${config}`];
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`cdk synth failed:\n${stdout ?? ''}${stderr ?? String(error)}`);
  }
};
