import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../core/batch/object-keys';
import { StorageUnavailable } from '../core/errors';
import { failureOf } from './failure';
import { SOCKETS } from './sockets';
import { awsLocation, translate } from './storage-call';

/** Why an object cannot be read as it was listed: `archived` has to be restored first. */
export type ObjectChange = 'gone' | 'changed' | 'archived';

/**
 * The object is not there any more as it was listed. It fails no run, hence no ShuttleError: the caller notes the object
 * as unread, and a later run takes what is there.
 */
export class ObjectChanged extends Error {
  override readonly name = 'ObjectChanged';
  constructor(
    readonly change: ObjectChange,
    { bucket, key }: ObjectLocation,
  ) {
    super(`${bucket}/${key} is ${change}`);
  }
}

/** The version of an object that was listed. */
export interface ObjectVersion {
  /** As listings and the pipeline's state have it, without quotes; S3 wants it in quotes. */
  etag: string;
  sizeBytes: number;
}

type Body = AsyncIterable<Uint8Array>;

/**
 * Reads one version of one object. Both ways of reading throw ObjectChanged where another version, or none, is there, and
 * StorageUnavailable for an outage or a body that breaks off: bytes that were given before it stay given.
 */
export class ObjectSource {
  readonly sizeBytes: number;

  constructor(
    private readonly client: S3Client,
    private readonly location: ObjectLocation,
    private readonly version: ObjectVersion,
  ) {
    this.sizeBytes = version.sizeBytes;
  }

  /** The whole object, in chunks as they arrive. A reader that stops early closes the connection. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    if (this.sizeBytes > 0) yield* this.body(0, this.sizeBytes);
  }

  /**
   * The bytes from `start` up to `end`, exclusive.
   * @throws RangeError for a range that is not within the object
   */
  async slice(start: number, end = this.sizeBytes): Promise<ArrayBuffer> {
    if (!(start >= 0 && start <= end && end <= this.sizeBytes)) {
      throw new RangeError(`bytes ${start} to ${end} of an object of ${this.sizeBytes}`);
    }
    const bytes = new Uint8Array(end - start);
    let at = 0;
    if (end > start) {
      for await (const chunk of this.body(start, end)) {
        bytes.set(chunk, at);
        at += chunk.byteLength;
      }
    }
    return bytes.buffer;
  }

  private async *body(start: number, end: number): AsyncGenerator<Uint8Array> {
    const isWhole = start === 0 && end === this.sizeBytes;
    const body = await this.get(isWhole ? undefined : `bytes=${start}-${end - 1}`);
    const expected = end - start;
    let arrived = 0;
    const chunks = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await nextChunk(chunks);
        if (next.done) break;
        arrived += next.value.byteLength;
        if (arrived > expected) break;
        yield next.value;
      }
    } finally {
      await chunks.return?.();
    }
    if (arrived !== expected) {
      throw new StorageUnavailable(`${this.name()}: ${arrived} bytes arrived where ${expected} were expected`);
    }
  }

  private async get(range: string | undefined): Promise<Body> {
    try {
      const output = await this.client.send(
        new GetObjectCommand({
          ...awsLocation(this.location),
          IfMatch: `"${this.version.etag}"`,
          ...(range !== undefined && { Range: range }),
        }),
      );
      return output.Body as unknown as Body;
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.status === 412) throw new ObjectChanged('changed', this.location);
      if (failure.name === 'NoSuchKey') throw new ObjectChanged('gone', this.location);
      if (failure.name === 'InvalidObjectState') throw new ObjectChanged('archived', this.location);
      throw translate(failure, thrown);
    }
  }

  private name(): string {
    return `${this.location.bucket}/${this.location.key}`;
  }
}

/** A body breaks for no other reason than its connection, or bytes that do not fit their checksum: another read may do. */
const nextChunk = async (chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> => {
  try {
    return await chunks.next();
  } catch (thrown) {
    throw new StorageUnavailable(`the body broke off: ${thrown}`);
  }
};

let shared: S3Client | undefined;

/** An object as it was listed. Nothing is sent until it is read. The client follows a bucket to its own region. */
export const openObject = (location: ObjectLocation, version: ObjectVersion): ObjectSource => {
  shared ??= new S3Client({ maxAttempts: 1, requestHandler: SOCKETS, followRegionRedirects: true });
  return new ObjectSource(shared, location, version);
};
