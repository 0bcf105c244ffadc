import { createHash } from 'node:crypto';
import { Objects } from '../../lambdas/clients/objects';
import { s3Error } from './fake-s3';

interface Input {
  Key: string;
  Body: string | Uint8Array;
  IfMatch?: string;
  IfNoneMatch?: string;
  Prefix: string;
  StartAfter?: string;
  ContinuationToken?: string;
  Delete?: { Objects: { Key: string }[] };
}

interface Listed {
  Key: string;
  Size: number;
  ETag: string;
  LastModified: Date;
}

const PAGE = 1_000;

/** S3 in memory: the documents of a pipeline, and a source of very many objects that are listed and never read. */
export class ManyObjects {
  readonly objects = new Objects({ send: (command: object) => this.send(command) } as never);
  readonly documents = new Map<string, Buffer>();
  /** Pages of the source that were listed. */
  pages = 0;

  /** @param listed the source, sorted by key */
  constructor(
    private readonly prefix: string,
    readonly listed: readonly Listed[],
  ) {}

  json<T>(key: string): T {
    return JSON.parse((this.documents.get(key) ?? Buffer.from('null')).toString('utf8')) as T;
  }

  private async send(command: object): Promise<unknown> {
    const { input } = command as { input: Input };
    switch (command.constructor.name) {
      case 'ListObjectsV2Command':
        return this.list(input);
      case 'GetObjectCommand': {
        const bytes = this.documents.get(input.Key);
        if (bytes === undefined) throw s3Error('NoSuchKey', 404);
        return { Body: { transformToString: async () => bytes.toString('utf8') }, ETag: etagOf(bytes) };
      }
      case 'PutObjectCommand': {
        const before = this.documents.get(input.Key);
        if (input.IfNoneMatch === '*' && before) throw s3Error('PreconditionFailed', 412);
        if (input.IfMatch !== undefined && (!before || etagOf(before) !== input.IfMatch)) {
          throw s3Error('PreconditionFailed', 412);
        }
        const bytes = Buffer.from(input.Body as string);
        this.documents.set(input.Key, bytes);
        return { ETag: etagOf(bytes) };
      }
      default:
        throw new Error(`${command.constructor.name} is not one of these`);
    }
  }

  private list({ Prefix, ContinuationToken = '0' }: Input): unknown {
    if (Prefix !== this.prefix) throw new Error(`nobody lists ${Prefix}`);
    this.pages++;
    const from = Number(ContinuationToken);
    const to = from + PAGE;
    const isMore = to < this.listed.length;
    return {
      Contents: this.listed.slice(from, to),
      IsTruncated: isMore,
      ...(isMore && { NextContinuationToken: String(to) }),
    };
  }
}

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
