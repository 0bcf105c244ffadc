/** The S3 calls that a distributed Map makes. Errors carry the S3 error code as `name` (NoSuchKey, NoSuchBucket ...). */
export interface ObjectAccess {
  get(location: { bucket: string; key: string }): Promise<Uint8Array>;
  put(location: { bucket: string; key: string }, body: Uint8Array): Promise<void>;
}
