import { failureOf } from '../../lambdas/clients/failure';
import type { OperatorStorage } from '../../lambdas/clients/operator';
import { pipelineRoot } from '../../lambdas/core/batch/object-keys';
import { reportDocument } from '../../lambdas/core/progress/report';
import { CommandFailed, type Output } from '../commands/command';
import { findBucket } from './find-bucket';
import type { AnyPipeline } from './pick-pipelines';
import { readLoad } from './read-load';
import { readRuns } from './read-runs';
import { readTables } from './read-tables';
import { renderLoadStatus } from './render-load-status';
import { renderStatus } from './render-status';

/** Where pipelines are looked for, and how much of them is shown. */
export interface ShowOptions {
  stack: string;
  region: string;
  /** The bucket, where the user names it. */
  named: string | undefined;
  runs: number;
  storage: OperatorStorage;
}

/**
 * Prints the status of one pipeline after the other.
 *
 * @throws CommandFailed for what people can do something about
 */
export const showPipelines = async (
  pipelines: readonly AnyPipeline[],
  options: ShowOptions,
  output: Output,
): Promise<void> => {
  for (const [i, pipeline] of pipelines.entries()) {
    const place = pipeline.kind === 'load' ? pipeline.storage : pipeline.destination;
    let bucket: string | undefined;
    try {
      bucket = await findBucket(place, options, options.storage);
      const text = await statusOf(pipeline, bucket, options, output.width);
      if (i > 0) output.out('');
      output.out(text);
    } catch (thrown) {
      throw explained(thrown, bucket);
    }
  }
};

const statusOf = async (
  pipeline: AnyPipeline,
  bucket: string,
  { runs, storage: { objects } }: ShowOptions,
  width: number,
): Promise<string> => {
  const { name } = pipeline;
  if (pipeline.kind === 'load') {
    const root = pipelineRoot(bucket, pipeline.storage.prefix, name);
    return renderLoadStatus({ name, root }, await readLoad(objects, root, runs), Date.now(), width);
  }
  const root = pipelineRoot(bucket, pipeline.destination.prefix, name);
  const last = await readRuns(objects, root, runs, reportDocument);
  return renderStatus({ pipeline, root, runs: last, tables: await readTables(objects, root) }, Date.now(), width);
};

/** What people can do about an error of S3. */
const explained = (thrown: unknown, bucket = 'S3'): unknown => {
  const { name, status: code, message } = failureOf(thrown);
  if (name === 'NoSuchBucket') {
    return new CommandFailed(`there is no bucket ${bucket}: deploy the stack first, or name another with --bucket`);
  }
  if (name === 'CredentialsProviderError') {
    return new CommandFailed(
      `no AWS credentials: sign in, set AWS_PROFILE, or look at a local run with --local (${message})`,
    );
  }
  if (/^(ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken)/.test(name)) {
    return new CommandFailed(`your AWS credentials are not valid (${name}): sign in again`);
  }
  if (code === 403) {
    return new CommandFailed(
      `your credentials may not read ${bucket} (${name}): they need s3:ListBucket on the bucket, s3:GetObject below the ` +
        "pipeline's prefix, and kms:Decrypt where a key encrypts it",
    );
  }
  return thrown;
};
