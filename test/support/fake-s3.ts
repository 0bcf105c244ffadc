import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { Objects } from '../../lambdas/clients/objects';

/** An error as S3 answers it. */
export const s3Error = (name: string, status: number): S3ServiceException =>
  new S3ServiceException({
    name,
    message: `${name} of the fake`,
    $fault: status >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: status },
  });

/** One call as it arrived; numbers count from 1. */
export interface FakeCall {
  number: number;
  operation: string;
  key: string;
}

/** Where a call goes wrong: before its effect, or after it, so that only the answer is lost. */
export type Fault = { before: Error } | { after: Error };

const mockS3 = (client: S3Client) => mockClient(client);
type S3Mock = ReturnType<typeof mockS3>;

interface ListInput {
  Prefix?: string;
  Delimiter?: string;
  ContinuationToken?: string;
  StartAfter?: string;
}

interface Upload {
  key: string;
  parts: Map<number, Buffer>;
}

/**
 * One bucket in memory, under the SDK's client: ETags, conditional writes and deletes, lists in pages, multipart
 * uploads. Every call may be made to fail.
 */
export class FakeS3 {
  readonly calls: FakeCall[] = [];
  readonly objects: Objects;
  readonly client: S3Client;
  readonly uploads = new Map<string, Upload>();
  /** Decides for each call whether it goes wrong. */
  fault: (call: FakeCall) => Fault | undefined = () => undefined;
  /** The error by which DeleteObjects, which succeeds, leaves a key. */
  undeletable: (key: string) => string | undefined = () => undefined;
  private readonly stored = new Map<string, Buffer>();
  private readonly contentTypes = new Map<string, string>();
  private uploadsStarted = 0;

  constructor(
    readonly bucket = 'lake',
    private readonly pageSize = 3,
  ) {
    this.client = new S3Client({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
    this.objects = new Objects(this.client);
    const mock = mockS3(this.client);
    mock.on(GetObjectCommand).callsFake((input) => this.call('Get', input, () => this.get(input.Key)));
    mock.on(PutObjectCommand).callsFake((input) =>
      this.call('Put', input, () => {
        this.check(input.Key, input.IfMatch, input.IfNoneMatch);
        this.contentTypes.set(input.Key, input.ContentType);
        return this.store(input.Key, Buffer.from(input.Body));
      }),
    );
    mock.on(DeleteObjectCommand).callsFake((input) =>
      this.call('Delete', input, () => {
        if (input.IfMatch !== undefined && this.stored.has(input.Key)) this.check(input.Key, input.IfMatch);
        this.stored.delete(input.Key);
        return {};
      }),
    );
    mock.on(DeleteObjectsCommand).callsFake((input: { Bucket?: string; Delete: { Objects: { Key: string }[] } }) => {
      const all = input.Delete.Objects.map(({ Key }) => Key);
      return this.call('DeleteObjects', { ...input, Key: all.join(' ') }, () => {
        if (all.length === 0 || all.length > 1_000) throw s3Error('MalformedXML', 400);
        const Errors = all.flatMap((Key) => {
          const Code = this.undeletable(Key);
          if (Code === undefined) this.stored.delete(Key);
          return Code === undefined ? [] : [{ Code, Key, Message: 'of the fake' }];
        });
        return Errors.length === 0 ? {} : { Errors };
      });
    });
    mock.on(ListObjectsV2Command).callsFake((input) => this.call('List', input, () => this.list(input)));
    this.answerUploads(mock);
  }

  /** Puts an object behind everybody's back; its ETag is returned. */
  put(key: string, content: unknown): string {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    return this.store(key, Buffer.from(text)).ETag;
  }

  remove(key: string): void {
    this.stored.delete(key);
  }

  keys(): string[] {
    return [...this.stored.keys()].sort();
  }

  bytes(key: string): Buffer {
    const bytes = this.stored.get(key);
    if (bytes === undefined) throw new Error(`the fake has no ${key}, but ${this.keys().join(', ')}`);
    return bytes;
  }

  json(key: string): unknown {
    return JSON.parse(this.bytes(key).toString('utf8'));
  }

  /** What the object was said to be when it was put by the client. */
  contentType(key: string): string | undefined {
    return this.contentTypes.get(key);
  }

  etag(key: string): string {
    return etagOf(this.bytes(key));
  }

  /** All objects and all open uploads: what is left when a step has ended. */
  state(): Record<string, string> {
    const open = [...this.uploads.values()].map(({ key }) => [`open upload of ${key}`, '']);
    return Object.fromEntries([...this.keys().map((key) => [key, this.bytes(key).toString('latin1')]), ...open]);
  }

  private async call<T>(operation: string, input: { Bucket?: string; Key?: string; Prefix?: string }, effect: () => T) {
    const call = { number: this.calls.length + 1, operation, key: input.Key ?? input.Prefix ?? '' };
    this.calls.push(call);
    const fault = this.fault(call);
    if (fault && 'before' in fault) throw fault.before;
    if (input.Bucket !== this.bucket) throw s3Error('NoSuchBucket', 404);
    const answer = effect();
    if (fault) throw fault.after;
    return answer;
  }

  private check(key: string, ifMatch?: string, ifNoneMatch?: string): void {
    const bytes = this.stored.get(key);
    if (ifNoneMatch === '*' && bytes !== undefined) throw s3Error('PreconditionFailed', 412);
    if (ifMatch === undefined) return;
    if (bytes === undefined) throw s3Error('NoSuchKey', 404);
    if (etagOf(bytes) !== ifMatch) throw s3Error('PreconditionFailed', 412);
  }

  private get(key: string) {
    const bytes = this.stored.get(key);
    if (bytes === undefined) throw s3Error('NoSuchKey', 404);
    const body = {
      transformToString: async () => bytes.toString('utf8'),
      transformToByteArray: async () => new Uint8Array(bytes),
    };
    return { Body: body, ETag: etagOf(bytes) };
  }

  private store(key: string, bytes: Buffer): { ETag: string } {
    this.stored.set(key, bytes);
    return { ETag: etagOf(bytes) };
  }

  private list({ Prefix = '', Delimiter, ContinuationToken, StartAfter = '' }: ListInput) {
    const entry = (key: string): string => {
      const cut = Delimiter === undefined ? -1 : key.indexOf(Delimiter, Prefix.length);
      return cut < 0 ? key : key.slice(0, cut + 1);
    };
    const entries = [
      ...new Set(
        this.keys()
          .filter((key) => key.startsWith(Prefix))
          .map(entry),
      ),
    ];
    const rest = entries.filter((name) => name > (ContinuationToken ?? StartAfter));
    const page = rest.slice(0, this.pageSize);
    const last = page.at(-1);
    const isFolder = (name: string): boolean => Delimiter !== undefined && name.endsWith(Delimiter);
    return {
      Contents: page
        .filter((name) => !isFolder(name))
        .map((key) => ({
          Key: key,
          Size: this.bytes(key).length,
          ETag: this.etag(key),
          LastModified: WRITTEN,
        })),
      CommonPrefixes: page.filter(isFolder).map((name) => ({ Prefix: name })),
      IsTruncated: rest.length > page.length,
      ...(rest.length > page.length && { NextContinuationToken: last }),
    };
  }

  private answerUploads(mock: S3Mock): void {
    mock.on(CreateMultipartUploadCommand).callsFake((input: { Key: string; ChecksumAlgorithm?: string }) =>
      this.call('CreateUpload', input, () => {
        // The SDK sends a checksum with each part, which S3 refuses where the upload was not announced with one.
        if (input.ChecksumAlgorithm !== 'CRC32') throw s3Error('InvalidRequest', 400);
        const id = `upload-${++this.uploadsStarted}`;
        this.uploads.set(id, { key: input.Key, parts: new Map() });
        return { UploadId: id };
      }),
    );
    mock
      .on(UploadPartCommand)
      .callsFake((input: { Key: string; UploadId: string; PartNumber: number; Body: Uint8Array }) =>
        this.call('UploadPart', input, () => {
          const body = Buffer.from(input.Body);
          this.uploadOf(input.UploadId).parts.set(input.PartNumber, body);
          return { ETag: etagOf(body), ChecksumCRC32: `crc of ${input.PartNumber}` };
        }),
      );
    mock
      .on(CompleteMultipartUploadCommand)
      .callsFake(
        (input: {
          Key: string;
          UploadId: string;
          MultipartUpload: { Parts: { PartNumber: number; ETag: string; ChecksumCRC32?: string }[] };
        }) =>
          this.call('CompleteUpload', input, () => {
            const { parts } = this.uploadOf(input.UploadId);
            const bodies = input.MultipartUpload.Parts.map(({ PartNumber, ETag, ChecksumCRC32 }) => {
              const body = parts.get(PartNumber);
              if (body === undefined || etagOf(body) !== ETag) throw s3Error('InvalidPart', 400);
              if (ChecksumCRC32 !== `crc of ${PartNumber}`) throw s3Error('InvalidRequest', 400);
              return body;
            });
            if (bodies.slice(0, -1).some((body) => body.length < 5 * 1024 * 1024)) throw s3Error('EntityTooSmall', 400);
            this.uploads.delete(input.UploadId);
            return this.store(input.Key, Buffer.concat(bodies));
          }),
      );
    mock.on(AbortMultipartUploadCommand).callsFake((input: { Key: string; UploadId: string }) =>
      this.call('AbortUpload', input, () => {
        this.uploadOf(input.UploadId);
        this.uploads.delete(input.UploadId);
        return {};
      }),
    );
    mock.on(ListMultipartUploadsCommand).callsFake((input: { Prefix?: string; UploadIdMarker?: string }) =>
      this.call('ListUploads', input, () => {
        const after = Number(input.UploadIdMarker?.replace('upload-', '') ?? 0);
        const rest = [...this.uploads]
          .map(([UploadId, { key }]) => ({ UploadId, Key: key, number: Number(UploadId.replace('upload-', '')) }))
          .filter(({ Key, number }) => Key.startsWith(input.Prefix ?? '') && number > after);
        const page = rest.slice(0, this.pageSize);
        const more = rest.length > page.length && page.at(-1);
        return {
          Uploads: page,
          IsTruncated: rest.length > page.length,
          ...(more && { NextKeyMarker: more.Key, NextUploadIdMarker: more.UploadId }),
        };
      }),
    );
  }

  private uploadOf(id: string): Upload {
    const upload = this.uploads.get(id);
    if (upload === undefined) throw s3Error('NoSuchUpload', 404);
    return upload;
  }
}

/** When every object of the fake was written. */
const WRITTEN = new Date('2026-01-05T02:00:00.000Z');

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;
