import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChecksumAlgorithm } from './checksum';
import { compositeChecksum, compositeEtag } from './composite-digest';
import { S3Error } from './errors';
import type { ObjectAttributes } from './metadata';
import type { ObjectInfo } from './open-object';
import type { WriteConditions } from './preconditions';
import type { Body, StagedBody } from './staging-folder';
import type { LocalStore } from './store';

/** Smallest part but the last, in bytes; highest part number (S3 user guide, "multipart upload limits"). */
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PART_NUMBER = 10_000;

export interface Upload {
  uploadId: string;
  bucket: string;
  key: string;
  /** Milliseconds since the epoch. */
  initiated: number;
  attributes: ObjectAttributes;
  algorithm?: ChecksumAlgorithm;
  checksumType?: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface Part {
  partNumber: number;
  /** Bytes. */
  size: number;
  etag: string;
  lastModified: number;
  checksums: StagedBody['checksums'];
}

export interface CompleteOptions extends WriteConditions {
  /** Judges the finished object before it is visible. */
  verify?: (staged: StagedBody) => void;
}

/** A part as the request to complete names it. */
export type NamedPart = Pick<Part, 'partNumber' | 'etag'> & { checksums: StagedBody['checksums'] };

/** Multipart uploads in progress: `<root>/.uploads/<id>/`, one file and one record a part. */
export class Uploads {
  private readonly folder: string;

  constructor(private readonly store: LocalStore) {
    this.folder = join(store.root, '.uploads');
    mkdirSync(this.folder, { recursive: true });
  }

  create(fields: Omit<Upload, 'uploadId' | 'initiated'>): Upload {
    this.store.checkWritable(fields.bucket, fields.key);
    const upload = { ...fields, uploadId: randomUUID(), initiated: this.store.now() };
    mkdirSync(join(this.folder, upload.uploadId));
    writeFileSync(this.fileOf(upload.uploadId, 'upload.json'), JSON.stringify(upload));
    return upload;
  }

  /** @throws S3Error NoSuchUpload */
  get(bucket: string, key: string, uploadId: string): Upload {
    const upload = this.read(uploadId);
    if (upload?.bucket !== bucket || upload.key !== key) {
      throw new S3Error('NoSuchUpload', undefined, { UploadId: uploadId });
    }
    return upload;
  }

  private read(uploadId: string): Upload | undefined {
    if (!/^[0-9a-f-]+$/.test(uploadId)) return undefined;
    return readJson<Upload>(this.fileOf(uploadId, 'upload.json'));
  }

  /** Uploads into a bucket by key, then by age. */
  list(bucket: string): Upload[] {
    return readdirSync(this.folder).flatMap((id) => {
      const upload = this.read(id);
      return upload?.bucket === bucket ? [upload] : [];
    });
  }

  /** @throws S3Error NoSuchUpload, InvalidArgument for a number outside 1..10000 */
  async putPart(
    upload: Upload,
    partNumber: number,
    body: Body,
    options: { algorithms?: readonly ChecksumAlgorithm[]; verify?: (staged: StagedBody) => void } = {},
  ): Promise<Part> {
    if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > MAX_PART_NUMBER) {
      throw new S3Error(
        'InvalidArgument',
        `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`,
      );
    }
    const algorithms = new Set([...(options.algorithms ?? []), ...(upload.algorithm ? [upload.algorithm] : [])]);
    const staged = await this.store.staging.stage(body, [...algorithms]);
    try {
      options.verify?.(staged);
      this.get(upload.bucket, upload.key, upload.uploadId); // it may be gone meanwhile
      const { size, md5: etag, checksums } = staged;
      const part = { partNumber, size, etag, checksums, lastModified: this.store.now() };
      const record = this.fileOf(upload.uploadId, `${partNumber}.json`);
      rmSync(record, { force: true }); // a crash between these lines leaves no part rather than a wrong one
      renameSync(staged.path, this.partFile(upload, partNumber));
      writeFileSync(record, JSON.stringify(part));
      return part;
    } finally {
      rmSync(staged.path, { force: true });
    }
  }

  /** Parts in ascending order. */
  parts(upload: Upload): Part[] {
    return readdirSync(join(this.folder, upload.uploadId))
      .filter((name) => /^\d+\.json$/.test(name))
      .map((name) => readJson<Part>(this.fileOf(upload.uploadId, name)))
      .filter((part) => part !== undefined)
      .sort((a, b) => a.partNumber - b.partNumber);
  }

  /**
   * Joins the parts into the object and forgets the upload; a refused upload stays.
   * @throws S3Error InvalidPart, InvalidPartOrder, EntityTooSmall, PreconditionFailed, NoSuchKey
   */
  async complete(upload: Upload, named: readonly NamedPart[], options: CompleteOptions = {}): Promise<ObjectInfo> {
    const parts = this.chosenParts(upload, named);
    const { algorithm, checksumType } = upload;
    const composite = checksumType === 'COMPOSITE' && algorithm !== undefined;
    const info = await this.store.put(upload.bucket, upload.key, this.joined(upload, parts), {
      ...upload.attributes,
      ...options,
      ...(algorithm && checksumType && { checksumType }),
      ...(algorithm && !composite && { algorithms: [algorithm] }),
      ...(composite && { checksums: { [algorithm]: compositeChecksum(algorithm, parts) } }),
      etag: compositeEtag(parts),
    });
    this.abort(upload);
    return info;
  }

  abort(upload: Upload): void {
    rmSync(join(this.folder, upload.uploadId), { recursive: true, force: true });
  }

  private chosenParts(upload: Upload, named: readonly NamedPart[]): Part[] {
    const stored = new Map(this.parts(upload).map((part) => [part.partNumber, part]));
    if (named.some((part, i) => part.partNumber <= (named[i - 1]?.partNumber ?? 0))) {
      throw new S3Error('InvalidPartOrder');
    }
    return named.map(({ partNumber, etag, checksums }, i) => {
      const part = stored.get(partNumber);
      const wrong = Object.entries(checksums).some(([name, value]) => {
        const known = part?.checksums[name as ChecksumAlgorithm];
        return known !== undefined && known !== value;
      });
      if (part === undefined || part.etag !== etag || wrong) {
        throw new S3Error('InvalidPart', undefined, { PartNumber: String(partNumber), ETag: etag });
      }
      if (i < named.length - 1 && part.size < MIN_PART_BYTES) {
        throw new S3Error('EntityTooSmall', undefined, {
          ProposedSize: String(part.size),
          MinSizeAllowed: String(MIN_PART_BYTES),
          PartNumber: String(partNumber),
          ETag: etag,
        });
      }
      return part;
    });
  }

  private async *joined(upload: Upload, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
    for (const { partNumber } of parts) yield* createReadStream(this.partFile(upload, partNumber));
  }

  private partFile(upload: Upload, partNumber: number): string {
    return this.fileOf(upload.uploadId, `${partNumber}.part`);
  }

  private fileOf(uploadId: string, name: string): string {
    return join(this.folder, uploadId, name);
  }
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
