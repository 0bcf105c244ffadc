import { existsSync, readFileSync } from 'node:fs';
import { objectPath } from '../s3/object-path';
import { LookError } from './look-error';

/** The path of an object that the committed state names. @throws LookError FileMissing */
export function existingObject(root: string, bucket: string, key: string): string {
  const path = objectPath(root, bucket, key);
  if (existsSync(path)) return path;
  throw new LookError('FileMissing', `The committed state names s3://${bucket}/${key}, and there is no such object.`);
}

/** @throws LookError FileMissing, UnknownFormat */
export function readJson<T>(root: string, bucket: string, key: string): T {
  const text = readFileSync(existingObject(root, bucket, key), 'utf8');
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new LookError('UnknownFormat', `s3://${bucket}/${key} is not JSON.`);
  }
}
