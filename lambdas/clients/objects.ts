import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { z } from 'zod';
import type { ObjectLocation } from '../core/batch/object-keys';
import { StorageUnavailable } from '../core/errors';
import { parsePlain } from '../core/progress/plain-document';
import { formatDocument, parseDocument, type StoredDocument } from '../core/progress/stored-document';
import { type Failure, failureOf } from './failure';
import { abortUpload, ObjectUpload } from './object-upload';
import { SOCKETS } from './sockets';
import { awsLocation, callStorage, translate } from './storage-call';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_KEYS = 1_000;

export interface StoredText {
  text: string;
  etag: string;
}

export interface Stored<T> {
  content: T;
  etag: string;
}

export interface ListedObject {
  key: string;
  sizeBytes: number;
  /** Without quotes. */
  etag: string;
  /** ISO 8601. */
  lastModified: string;
  storageClass?: string;
}

/** What a conditional write met: it was done, or the object is not what the condition says. */
export type ConditionalWrite = { written: true; etag: string } | { written: false };

/** When an object may be written: only where none is, or only over the version with this ETag. */
export type WriteCondition = { ifAbsent: true } | { ifMatch: string };

/** S3, with its errors turned into those that the workflow knows. SDK retries are off: the machine retries. */
export class Objects {
  constructor(private readonly client: S3Client) {}

  /** An object's text, or undefined where there is none. Needs s3:ListBucket: without it S3 answers 403 for a missing key. */
  async read(location: ObjectLocation): Promise<StoredText | undefined> {
    try {
      const output = await this.client.send(new GetObjectCommand(awsLocation(location)));
      return { text: (await output.Body?.transformToString('utf8')) ?? '', etag: output.ETag ?? '' };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (isMissing(failure)) return undefined;
      throw translate(failure, thrown);
    }
  }

  /** An object's bytes, held as a whole, or undefined where there is none. */
  async readBytes(location: ObjectLocation): Promise<Uint8Array | undefined> {
    try {
      const output = await this.client.send(new GetObjectCommand(awsLocation(location)));
      return await output.Body?.transformToByteArray();
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (isMissing(failure)) return undefined;
      throw translate(failure, thrown);
    }
  }

  /** A stored document, or undefined. @throws FormatVersionUnknown, DocumentInvalid */
  async readDocument<T>(document: StoredDocument<T>, location: ObjectLocation): Promise<Stored<T> | undefined> {
    const stored = await this.read(location);
    if (!stored) return undefined;
    return {
      content: parseDocument(document, stored.text, `${location.bucket}/${location.key}`),
      etag: stored.etag,
    };
  }

  /** JSON without a version, or undefined where there is none. @throws DocumentInvalid */
  async readPlain<T>(schema: z.ZodType<T>, location: ObjectLocation): Promise<T | undefined> {
    const stored = await this.read(location);
    return stored && parsePlain(schema, stored.text, `${location.bucket}/${location.key}`);
  }

  async write(
    location: ObjectLocation,
    content: string | Uint8Array,
    contentType = 'application/json; charset=utf-8',
  ): Promise<string> {
    const output = await this.call(() =>
      this.client.send(new PutObjectCommand({ ...awsLocation(location), Body: content, ContentType: contentType })),
    );
    return output.ETag ?? '';
  }

  async writeDocument<T>(document: StoredDocument<T>, location: ObjectLocation, content: T): Promise<string> {
    return this.write(location, formatDocument(document, content));
  }

  /**
   * Writes under a condition. `written: false` may also follow on an own write whose answer was lost: read the object
   * back and compare.
   */
  async writeIf<T>(
    document: StoredDocument<T>,
    location: ObjectLocation,
    content: T,
    condition: WriteCondition,
  ): Promise<ConditionalWrite> {
    try {
      const output = await this.client.send(
        new PutObjectCommand({
          ...awsLocation(location),
          Body: formatDocument(document, content),
          ContentType: 'application/json; charset=utf-8',
          ...('ifAbsent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.ifMatch }),
        }),
      );
      return { written: true, etag: output.ETag ?? '' };
    } catch (thrown) {
      const failure = failureOf(thrown);
      // 404: If-Match on an object that is gone.
      if (failure.status === 412 || isMissing(failure)) return { written: false };
      throw translate(failure, thrown);
    }
  }

  /** Deletes an object; a missing one is fine. With `ifMatch`, one that has changed stays. */
  async delete(location: ObjectLocation, ifMatch?: string): Promise<void> {
    try {
      await this.client.send(
        new DeleteObjectCommand({ ...awsLocation(location), ...(ifMatch !== undefined && { IfMatch: ifMatch }) }),
      );
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.status === 412 || isMissing(failure)) return;
      throw translate(failure, thrown);
    }
  }

  /**
   * Deletes objects of one bucket; missing ones are fine.
   * @throws StorageUnavailable, and the first error that S3 names for a key
   */
  async deleteAll(locations: readonly ObjectLocation[]): Promise<void> {
    for (let from = 0; from < locations.length; from += MAX_KEYS) {
      const some = locations.slice(from, from + MAX_KEYS);
      const output = await this.call(() =>
        this.client.send(
          new DeleteObjectsCommand({
            Bucket: some[0]?.bucket,
            Delete: { Quiet: true, Objects: some.map(({ key }) => ({ Key: key })) },
          }),
        ),
      );
      const [error] = output.Errors ?? [];
      if (error) {
        const text = `${error.Code}: ${error.Key}: ${error.Message}`;
        throw /^(SlowDown|InternalError|ServiceUnavailable)$/.test(error.Code ?? '')
          ? new StorageUnavailable(text)
          : new Error(text);
      }
    }
  }

  /**
   * All objects under a prefix, in key order.
   *
   * @param after only those whose key sorts behind it
   */
  async *list(prefix: ObjectLocation, after?: string): AsyncGenerator<ListedObject> {
    for await (const { Contents = [] } of this.listing(prefix, { ...(after !== undefined && { StartAfter: after }) })) {
      for (const { Key, Size = 0, ETag = '', LastModified, StorageClass } of Contents) {
        if (Key === undefined) continue;
        yield {
          key: Key,
          sizeBytes: Size,
          etag: ETag.replaceAll('"', ''),
          lastModified: LastModified?.toISOString() ?? '',
          ...(StorageClass !== undefined && { storageClass: StorageClass }),
        };
      }
    }
  }

  /** The names of the folders directly under a prefix that ends with a slash, in order; folders that hold objects only. */
  async *folders(prefix: ObjectLocation): AsyncGenerator<string> {
    for await (const { CommonPrefixes = [] } of this.listing(prefix, { Delimiter: '/' })) {
      for (const { Prefix } of CommonPrefixes) if (Prefix !== undefined) yield Prefix.slice(prefix.key.length, -1);
    }
  }

  private async *listing(
    prefix: ObjectLocation,
    options: { Delimiter?: string; StartAfter?: string } = {},
  ): AsyncGenerator<ListObjectsV2CommandOutput> {
    let token: string | undefined;
    do {
      const output = await this.call(() =>
        this.client.send(
          new ListObjectsV2Command({
            Bucket: prefix.bucket,
            Prefix: prefix.key,
            ...options,
            ...(token !== undefined && { ContinuationToken: token }),
          }),
        ),
      );
      yield output;
      token = output.IsTruncated ? output.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** Writes an object piece by piece; it appears when it is completed and not before. */
  upload(location: ObjectLocation, contentType: string): ObjectUpload {
    return new ObjectUpload(this.client, location, contentType);
  }

  /** Aborts the uploads under a prefix whose key the caller picks. Returns how many. */
  async abortUploads(prefix: ObjectLocation, pick: (key: string) => boolean): Promise<number> {
    let aborted = 0;
    let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
    for (;;) {
      const output = await this.call(() =>
        this.client.send(new ListMultipartUploadsCommand({ Bucket: prefix.bucket, Prefix: prefix.key, ...marker })),
      );
      for (const upload of output.Uploads ?? []) {
        if (upload.Key === undefined || upload.UploadId === undefined || !pick(upload.Key)) continue;
        await abortUpload(this.client, {
          ...awsLocation({ bucket: prefix.bucket, key: upload.Key }),
          UploadId: upload.UploadId,
        });
        aborted++;
      }
      if (!output.IsTruncated) return aborted;
      marker = {
        ...(output.NextKeyMarker !== undefined && { KeyMarker: output.NextKeyMarker }),
        ...(output.NextUploadIdMarker !== undefined && { UploadIdMarker: output.NextUploadIdMarker }),
      };
    }
  }

  private call<T>(send: () => Promise<T>): Promise<T> {
    return callStorage(send);
  }
}

/** The bucket is there and the object is not. */
const isMissing = (failure: Failure): boolean =>
  failure.name === 'NoSuchKey' || (failure.status === 404 && failure.name !== 'NoSuchBucket');

let shared: Objects | undefined;

/** The client of this Lambda environment, made at its first use. It follows a bucket to its own region. */
export const objects = (): Objects => {
  shared ??= new Objects(new S3Client({ maxAttempts: 1, requestHandler: SOCKETS, followRegionRedirects: true }));
  return shared;
};
