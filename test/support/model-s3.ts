import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Objects } from '../../lambdas/clients/objects';
import type { ObjectStore } from '../../local/redshift/objects';
import { s3Error } from './fake-s3';

interface Input {
  Key: string;
  Body: string | Uint8Array;
  IfMatch?: string;
  IfNoneMatch?: string;
  Prefix?: string;
  Delete?: { Objects: { Key: string }[] };
}

/**
 * One bucket for thousands of short histories: the product's client on one side, UNLOAD and COPY of the laptop's
 * warehouse on the other. Objects lie in memory, those that COPY may read on disk as well.
 */
export class ModelS3 {
  static readonly bucket = 'lake';
  readonly objects: Objects;
  readonly warehouse: ObjectStore;
  /** Called before and after each call of the product; what it throws is the end of the process. */
  onCall: (call: string) => void = () => undefined;
  private readonly stored = new Map<string, Buffer>();

  private constructor(private readonly folder: string) {
    this.objects = new Objects({ send: (command: object) => this.send(command) } as never);
    const pathFor = (_bucket: string, key: string) => join(folder, key);
    this.warehouse = {
      pathFor,
      exists: async () => true,
      publishFile: async (bucket, key, file) => {
        await mkdir(dirname(pathFor(bucket, key)), { recursive: true });
        await copyFile(file, pathFor(bucket, key));
        this.stored.set(key, await readFile(file));
        await rm(file);
      },
      list: async (_bucket, prefix) => this.keys(prefix),
      get: async (_bucket, key) => this.bytes(key),
      remove: async (_bucket, key) => void this.stored.delete(key),
    };
  }

  static async open(): Promise<ModelS3> {
    return new ModelS3(await mkdtemp(join(tmpdir(), 'shuttle-model-')));
  }

  keys(prefix = ''): string[] {
    return [...this.stored.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  bytes(key: string): Buffer {
    const bytes = this.stored.get(key);
    if (bytes === undefined) throw new Error(`the bucket has no ${key}`);
    return bytes;
  }

  json<T>(key: string): T {
    return JSON.parse(this.bytes(key).toString('utf8')) as T;
  }

  has(key: string): boolean {
    return this.stored.has(key);
  }

  async clear(): Promise<void> {
    this.stored.clear();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async send(command: object): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, '');
    const { input } = command as { input: Input };
    const call = `${operation} ${input.Key ?? input.Prefix ?? ''}`;
    this.onCall(call);
    const answer = this.answer(operation, input);
    this.onCall(call);
    return answer;
  }

  private answer(operation: string, input: Input): unknown {
    switch (operation) {
      case 'GetObject': {
        const bytes = this.stored.get(input.Key);
        if (bytes === undefined) throw s3Error('NoSuchKey', 404);
        return { Body: { transformToString: async () => bytes.toString('utf8') }, ETag: etagOf(bytes) };
      }
      case 'PutObject': {
        const before = this.stored.get(input.Key);
        if (input.IfNoneMatch === '*' && before) throw s3Error('PreconditionFailed', 412);
        if (input.IfMatch !== undefined && !before) throw s3Error('NoSuchKey', 404);
        if (input.IfMatch !== undefined && before && etagOf(before) !== input.IfMatch) {
          throw s3Error('PreconditionFailed', 412);
        }
        const bytes = Buffer.from(input.Body);
        this.stored.set(input.Key, bytes);
        return { ETag: etagOf(bytes) };
      }
      case 'DeleteObject': {
        const before = this.stored.get(input.Key);
        if (input.IfMatch !== undefined && before && etagOf(before) !== input.IfMatch) {
          throw s3Error('PreconditionFailed', 412);
        }
        this.stored.delete(input.Key);
        return {};
      }
      case 'DeleteObjects':
        for (const { Key } of input.Delete?.Objects ?? []) this.stored.delete(Key);
        return {};
      case 'ListObjectsV2':
        return { Contents: this.keys(input.Prefix).map((Key) => ({ Key, Size: this.bytes(Key).length })) };
      default:
        throw new Error(`the model's S3 has no ${operation}`);
    }
  }
}

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
