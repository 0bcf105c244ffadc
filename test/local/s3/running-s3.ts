import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ServiceException } from '@aws-sdk/client-s3';
import { type LocalS3, type S3Options, startS3 } from '../../../local/s3/server';

export interface RunningS3 extends LocalS3 {
  root: string;
  client: S3Client;
}

const running: { s3: LocalS3; client: S3Client; root: string }[] = [];

/** A server over a fresh folder (or a given one) and an unmodified client that does not retry. */
export async function runS3(options: Partial<S3Options> & { maxAttempts?: number } = {}): Promise<RunningS3> {
  const { maxAttempts = 1, root = mkdtempSync(join(tmpdir(), 's3-')), ...rest } = options;
  const s3 = await startS3({ root, ...rest });
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: options.region ?? 'us-east-1',
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' },
    maxAttempts,
  });
  running.push({ s3, client, root });
  return { ...s3, root, client };
}

/** Call it from afterEach. */
export async function stopAll(): Promise<void> {
  for (const { s3, client, root } of running.splice(0)) {
    client.destroy();
    await s3.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** `Name status` of the error that a call ends in. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as S3ServiceException;
    return `${name} ${$metadata?.httpStatusCode ?? 'no answer'}`;
  }
  return 'no error';
}
