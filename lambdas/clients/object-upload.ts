import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../core/batch/object-keys';
import { failureOf } from './failure';
import { awsLocation, callStorage, translate } from './storage-call';

/**
 * The SDK adds a checksum to each part by itself, but does not announce it when the upload is created: S3 then refuses
 * the parts ("Checksum Type mismatch occurred, expected checksum Type: null"). An upload that was announced with one must
 * list the parts' checksums at its end.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
const CHECKSUM = { ChecksumAlgorithm: 'CRC32' } as const;

/** S3 takes parts from 5 MiB, the last one of any size; ten thousand of them: 8 MiB each make 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * Writes one object piece by piece in bounded memory. A small object is put whole; a large one goes up as a multipart
 * upload, which a process that dies leaves unseen, until the clean-up or the bucket's lifecycle rule aborts it.
 */
export class ObjectUpload {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private uploadId: string | undefined;
  private readonly parts: { PartNumber: number; ETag: string | undefined; ChecksumCRC32: string | undefined }[] = [];

  constructor(
    private readonly client: S3Client,
    private readonly location: ObjectLocation,
    private readonly contentType: string,
  ) {}

  /** Adds bytes; resolves when they are on their way or wait for the next part. */
  async write(bytes: Uint8Array): Promise<void> {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.byteLength;
    if (this.waitingBytes >= PART_BYTES) await this.sendPart();
  }

  /** Publishes the object, over one that is there already. */
  async complete(): Promise<void> {
    if (this.uploadId === undefined) {
      await callStorage(() =>
        this.client.send(
          new PutObjectCommand({
            ...awsLocation(this.location),
            Body: Buffer.concat(this.waiting),
            ContentType: this.contentType,
          }),
        ),
      );
      return;
    }
    if (this.waitingBytes > 0) await this.sendPart();
    const target = { ...awsLocation(this.location), UploadId: this.uploadId };
    await callStorage(() =>
      this.client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: this.parts } })),
    );
  }

  /** Gives up what is not published. */
  async abort(): Promise<void> {
    if (this.uploadId === undefined) return;
    await abortUpload(this.client, { ...awsLocation(this.location), UploadId: this.uploadId });
  }

  private async sendPart(): Promise<void> {
    const body = Buffer.concat(this.waiting);
    this.waiting = [];
    this.waitingBytes = 0;
    if (this.uploadId === undefined) {
      const started = await callStorage(() =>
        this.client.send(
          new CreateMultipartUploadCommand({
            ...awsLocation(this.location),
            ...CHECKSUM,
            ContentType: this.contentType,
          }),
        ),
      );
      this.uploadId = started.UploadId;
    }
    const number = this.parts.length + 1;
    const sent = await callStorage(() =>
      this.client.send(
        new UploadPartCommand({
          ...awsLocation(this.location),
          ...CHECKSUM,
          UploadId: this.uploadId,
          PartNumber: number,
          Body: body,
          ContentLength: body.byteLength,
        }),
      ),
    );
    this.parts.push({ PartNumber: number, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 });
  }
}

/** Aborts a multipart upload; one that is gone is fine. */
export const abortUpload = async (
  client: S3Client,
  target: { Bucket: string; Key: string; UploadId: string },
): Promise<void> => {
  try {
    await client.send(new AbortMultipartUploadCommand(target));
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.name === 'NoSuchUpload' || failure.status === 404) return;
    throw translate(failure, thrown);
  }
};
