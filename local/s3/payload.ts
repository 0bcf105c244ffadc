import { createHash } from 'node:crypto';
import { decodeAwsChunked } from './aws-chunked';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  checksumOf,
  isChecksumAlgorithm,
} from './checksum';
import { S3Error } from './errors';
import type { S3Request } from './request';
import type { StagedBody } from './staging-folder';

/** Largest body of one PutObject or UploadPart, and largest source of a copy: 5 GiB (S3 user guide, limits). */
export const MAX_BODY_BYTES = 5 * 1024 ** 3;

/** The body of a write: decoded, with what the client claims about it. */
export interface Payload {
  body: AsyncIterable<Uint8Array>;
  /** The one checksum that the client sends, in a header or a trailer. */
  algorithms: ChecksumAlgorithm[];
  /** @throws S3Error IncompleteBody, BadDigest, InvalidRequest, XAmzContentSHA256Mismatch */
  verify(staged: Pick<StagedBody, 'size' | 'md5' | 'checksums'>): void;
}

/** @throws S3Error MissingContentLength, EntityTooLarge, InvalidRequest, InvalidDigest: before the body is read */
export function payloadOf(request: S3Request): Payload {
  const sha256 = request.header('x-amz-content-sha256');
  const framed =
    sha256?.startsWith('STREAMING-') ||
    (request.header('content-encoding') ?? '').split(/\s*,\s*/).includes('aws-chunked');
  const size = declaredSize(request, framed ? 'x-amz-decoded-content-length' : 'content-length');
  const md5 = declaredMd5(request);
  const { algorithm, inTrailer } = declaredChecksum(request);
  const exact = sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined;
  const trailers = new Map<string, string>();
  const decoded = framed ? decodeAwsChunked(request.body, trailers) : request.body;
  return {
    body: exact === undefined ? decoded : withSignedHash(decoded, exact),
    algorithms: algorithm ? [algorithm] : [],
    verify(staged) {
      if (staged.size !== size) throw new S3Error('IncompleteBody');
      if (md5 !== undefined && md5 !== staged.md5) throw new S3Error('BadDigest');
      if (algorithm === undefined) return;
      const name = `x-amz-checksum-${algorithm}`;
      const claimed = inTrailer ? trailers.get(name) : request.header(name);
      if (claimed === undefined) throw new S3Error('MalformedTrailerError');
      checkForm(algorithm, claimed);
      if (claimed !== staged.checksums[algorithm]) throw badDigest(algorithm);
    },
  };
}

/** Passes a body through and compares its SHA-256 (hex) at the end. */
async function* withSignedHash(body: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new S3Error('XAmzContentSHA256Mismatch');
}

const badDigest = (algorithm: ChecksumAlgorithm): S3Error =>
  new S3Error('BadDigest', `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);

function checkForm(algorithm: ChecksumAlgorithm, value: string): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== CHECKSUM_BYTES[algorithm] || bytes.toString('base64') !== value) {
    throw new S3Error('InvalidRequest', `Value for x-amz-checksum-${algorithm} header is invalid.`);
  }
}

function declaredSize(request: S3Request, name: string): number {
  const text = request.header(name);
  if (text === undefined) throw new S3Error('MissingContentLength');
  if (!/^\d{1,15}$/.test(text)) throw new S3Error('InvalidArgument', `${name} is not a length: ${text}`);
  const size = Number(text);
  if (size > MAX_BODY_BYTES) {
    throw new S3Error('EntityTooLarge', undefined, { ProposedSize: text, MaxSizeAllowed: String(MAX_BODY_BYTES) });
  }
  return size;
}

/** Content-MD5 in hex. */
function declaredMd5(request: S3Request): string | undefined {
  const text = request.header('content-md5');
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 16) throw new S3Error('InvalidDigest');
  return bytes.toString('hex');
}

function declaredChecksum(request: S3Request): { algorithm?: ChecksumAlgorithm; inTrailer: boolean } {
  const inHeader = CHECKSUM_ALGORITHMS.filter((name) => request.header(`x-amz-checksum-${name}`) !== undefined);
  const inTrailer = (request.header('x-amz-trailer') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim().replace(/^x-amz-checksum-/, ''))
    .filter(isChecksumAlgorithm);
  const [algorithm, another] = [...inHeader, ...inTrailer];
  if (another) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (algorithm === undefined && request.header('x-amz-sdk-checksum-algorithm') !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  return { ...(algorithm && { algorithm }), inTrailer: inTrailer.length > 0 };
}

/** Longest document that S3 accepts, in bytes: DeleteObjects with 1,000 keys needs the most (S3 API reference). */
const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;

/** Reads and verifies a small XML body. */
export async function readDocument(request: S3Request): Promise<string> {
  const payload = payloadOf(request);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of payload.body) {
    size += chunk.length;
    if (size > MAX_DOCUMENT_BYTES) throw new S3Error('MalformedXML', 'The XML document is too long.');
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const checksums = Object.fromEntries(payload.algorithms.map((name) => [name, checksumOf(name, bytes)]));
  payload.verify({ size, md5: Buffer.from(checksumOf('md5', bytes), 'base64').toString('hex'), checksums });
  return bytes.toString('utf8');
}
