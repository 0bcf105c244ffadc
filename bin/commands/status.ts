import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { OperatorStorage } from '../../lambdas/clients/operator';
import { pickAnyPipelines } from '../status/pick-pipelines';
import { showPipelines } from '../status/show-pipelines';
import { type Command, CommandFailed, OK, UsageError } from './command';
import { CONFIG_OPTION, readConfigFile } from './config-file';

const MAX_RUNS = 1_000;

/** Loaded when needed: the other commands go without the SDK. */
const operatorStorage: typeof import('../../lambdas/clients/operator').operatorStorage = (...of) =>
  (require('../../lambdas/clients/operator') as typeof import('../../lambdas/clients/operator')).operatorStorage(...of);

export const status: Command = {
  name: 'status',
  summary: 'Show the last runs, and the age, watermark and batches of every table',
  usage: `status [<pipeline>] [-c <file>] [--bucket <name>] [--runs <n>] [--local] [--root <folder>]

  -c, --config <file>     the configuration (default shuttle.yaml)
      --bucket <name>     where the pipelines write, if your credentials may not look for the bucket of the stack
      --runs <n>          runs to show, the newest first (default 5)
      --local             what a local run left, instead of AWS
      --root <folder>     folder of the local S3 (default .shuttle/s3)

Reads S3 only, with the credentials that the AWS SDK finds: s3:ListBucket on the bucket, s3:GetObject on runs/, tables/,
groups/, collect/ and lock.json of the pipeline; kms:Decrypt where a key encrypts them.`,
  async run(args, output) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      strict: true,
      options: {
        ...CONFIG_OPTION,
        bucket: { type: 'string' },
        runs: { type: 'string', default: '5' },
        local: { type: 'boolean', default: false },
        root: { type: 'string', default: '.shuttle/s3' },
      },
    });
    const [name, ...more] = positionals;
    if (more.length > 0) throw new UsageError('name one pipeline, or none for all');
    const runs = runCount(values.runs);
    const file = readConfigFile(values.config);
    const pipelines = pickAnyPipelines(file, name);
    const show = (storage: OperatorStorage) =>
      showPipelines(
        pipelines,
        { stack: file.config.stack, region: file.region, named: values.bucket, runs, storage },
        output,
      );
    if (!values.local) await show(operatorStorage(file.region));
    else await withLocalStorage(values.root, file.region, show);
    return OK;
  },
};

const runCount = (text: string): number => {
  const count = Number(text);
  if (/^[0-9]+$/.test(text) && count >= 1 && count <= MAX_RUNS) return count;
  throw new UsageError(`--runs takes a whole number from 1 to ${MAX_RUNS}, not ${JSON.stringify(text)}`);
};

/** Serves the folder of a local run for as long as it is looked at. */
const withLocalStorage = async (
  root: string,
  region: string,
  show: (storage: OperatorStorage) => Promise<void>,
): Promise<void> => {
  if (!existsSync(root))
    throw new CommandFailed(`there is no folder ${root}: run npm start first, or name it with --root`);
  const { startS3 } = require('../../local/s3/server') as typeof import('../../local/s3/server');
  const server = await startS3({ root, region });
  try {
    await show(operatorStorage(region, server.endpoint));
  } finally {
    await server.close();
  }
};
