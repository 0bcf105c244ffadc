import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../lib/temporary-folder';
import { DEFAULT_RULES } from '../support/synth';
import { VARIANTS } from '../support/variants';

const root = join(__dirname, '..', '..');

/** Two cold processes and CDK's own rules: a loaded machine takes a minute. */
const TIMEOUT_MS = 240_000;

describe('npx cdk synth', () => {
  it(
    'needs no credentials, for an existing bucket with a key, and checks CDK default rules',
    () => {
      const cdkJson = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
      expect(cdkJson.context[DEFAULT_RULES]).toBe(true);

      const folder = temporaryFolder('shuttle-cli-');
      const config = join(folder, 'shuttle.prod.yaml');
      writeFileSync(config, VARIANTS['a cluster with a secret']);
      const cli = join(dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');
      const args = [
        'synth',
        '--quiet',
        '--no-notices',
        '--no-version-reporting',
        '-c',
        `config=${config}`,
        '-o',
        join(folder, 'out'),
      ];
      // No AWS_* variable, no ~/.aws, and no way to the instance's own credentials.
      const env = {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: '1',
        CI: '1',
      };
      execFileSync(process.execPath, [cli, ...args], {
        cwd: root,
        env,
        encoding: 'utf8',
        stdio: 'pipe',
        timeout: TIMEOUT_MS,
      });
      const template = readFileSync(join(folder, 'out', 'shuttle-test.template.json'), 'utf8');
      expect(template).toContain('AWS::StepFunctions::StateMachine');
      expect(template).not.toContain('AWS::S3::Bucket"');
    },
    TIMEOUT_MS,
  );
});
