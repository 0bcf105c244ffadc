/** The object store that UNLOAD writes to and COPY reads from. */
export interface ObjectStore {
  /** Where an object's bytes will lie on disk; files in the same folder can be moved there without copying. */
  pathFor(bucket: string, key: string): string;
  /** Makes a finished file the object; `tempFile` is consumed. */
  publishFile(bucket: string, key: string, tempFile: string): Promise<void>;
  /** True when the bucket is there. */
  exists(bucket: string): Promise<boolean>;
  /** Keys under a prefix. */
  list(bucket: string, prefix: string): Promise<string[]>;
  get(bucket: string, key: string): Promise<Uint8Array>;
  /** Needed for CLEANPATH. */
  remove?(bucket: string, key: string): Promise<void>;
}
