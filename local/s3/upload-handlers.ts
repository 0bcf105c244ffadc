import { attributesOf, refuseHeaders } from './attributes';
import { CHECKSUM_ALGORITHMS, isChecksumAlgorithm } from './checksum';
import { writeConditions } from './conditions';
import { bucketOf, type Context, type Handler, targetOf } from './context';
import { S3Error } from './errors';
import { payloadOf, readDocument } from './payload';
import { checksumHeaders, empty, encryptionHeaders, quoted, xmlReply } from './reply';
import { numberParameter, type S3Request } from './request';
import type { NamedPart, Upload } from './uploads';
import { childrenOf, element, parseXml, textOf, type XmlNode } from './xml';

export const createMultipartUpload: Handler = async ({ uploads }, request) => {
  const target = targetOf(request);
  const attributes = attributesOf(request);
  const algorithm = request.header('x-amz-checksum-algorithm')?.toLowerCase();
  if (algorithm !== undefined && !isChecksumAlgorithm(algorithm)) {
    throw new S3Error('InvalidRequest', `Checksum algorithm provided is unsupported: ${algorithm}`);
  }
  const asked = request.header('x-amz-checksum-type');
  const checksumType = asked ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  const full = checksumType === 'FULL_OBJECT';
  const sha = algorithm === 'sha1' || algorithm === 'sha256';
  if ((!full && checksumType !== 'COMPOSITE') || (full && sha) || (!full && algorithm === 'crc64nvme')) {
    throw new S3Error('InvalidRequest', `The ${checksumType} checksum type cannot be used with ${algorithm}.`);
  }
  const upload = uploads.create({ ...target, attributes, ...(algorithm && { algorithm, checksumType }) });
  const headers: Record<string, string> = encryptionHeaders(attributes.headers ? { headers: attributes.headers } : {});
  if (algorithm) {
    headers['x-amz-checksum-algorithm'] = algorithm.toUpperCase();
    headers['x-amz-checksum-type'] = checksumType;
  }
  const { bucket, key, uploadId } = upload;
  const names = [element('Bucket', bucket), element('Key', key), element('UploadId', uploadId)];
  return xmlReply('InitiateMultipartUploadResult', names, headers);
};

export function uploadOf({ uploads }: Context, request: S3Request): Upload {
  const { bucket, key } = targetOf(request);
  return uploads.get(bucket, key, request.query.get('uploadId') ?? '');
}

export const uploadPart: Handler = async (context, request) => {
  refuseHeaders(request);
  const upload = uploadOf(context, request);
  const { body, algorithms, verify } = payloadOf(request);
  const [claimed] = algorithms;
  if (claimed !== undefined && upload.algorithm !== undefined && claimed !== upload.algorithm) {
    throw new S3Error(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm}, actual checksum Type: ${claimed}`,
    );
  }
  const number = numberParameter(request, 'partNumber', 0);
  const part = await context.uploads.putPart(upload, number, body, { algorithms, verify });
  const { 'x-amz-checksum-type': _, ...checksums } = checksumHeaders(part);
  return empty(200, { etag: quoted(part.etag), ...encryptionHeaders(upload.attributes), ...checksums });
};

export const completeMultipartUpload: Handler = async (context, request) => {
  const conditions = writeConditions(request);
  const upload = uploadOf(context, request);
  const parts = childrenOf(parseXml(await readDocument(plain(request))), 'Part').map(namedPart);
  if (parts.length === 0) throw new S3Error('MalformedXML');
  const { algorithm, checksumType } = upload;
  if (algorithm && checksumType === 'COMPOSITE') {
    const bare = parts.find(({ checksums }) => checksums[algorithm] === undefined);
    if (bare) {
      throw new S3Error(
        'InvalidRequest',
        `The upload was created using a ${algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${bare.partNumber} in the request.`,
      );
    }
  }
  const size = request.header('x-amz-mp-object-size');
  const whole = algorithm && checksumType === 'FULL_OBJECT' ? request.header(`x-amz-checksum-${algorithm}`) : undefined;
  const info = await context.uploads.complete(upload, parts, {
    ...conditions,
    verify(staged) {
      if (size !== undefined && Number(size) !== staged.size) {
        throw new S3Error(
          'InvalidRequest',
          `The provided 'x-amz-mp-object-size' header value ${size} is not the size.`,
        );
      }
      if (algorithm && whole !== undefined && whole !== staged.checksums[algorithm]) {
        throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
      }
    },
  });
  const checksums = Object.entries(info.checksums ?? {}).flatMap(([name, value]) => [
    element(`Checksum${name.toUpperCase()}`, value),
    element('ChecksumType', info.checksumType ?? 'FULL_OBJECT'),
  ]);
  return xmlReply(
    'CompleteMultipartUploadResult',
    [
      element('Location', `http://${request.header('host') ?? ''}${request.resource}`),
      element('Bucket', info.bucket),
      element('Key', info.key),
      element('ETag', quoted(info.etag)),
      ...checksums,
    ],
    encryptionHeaders(info),
  );
};

/** Here an `x-amz-checksum-*` header is about the object and not about the document that is the body. */
function plain(request: S3Request): S3Request {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !/^x-amz-(sdk-)?checksum-/.test(name)),
  );
  return { ...request, headers, header: (name) => headers[name] };
}

function namedPart(node: XmlNode): NamedPart {
  const partNumber = Number(textOf(node, 'PartNumber'));
  const etag = textOf(node, 'ETag')?.replace(/^"(.*)"$/, '$1');
  if (!Number.isInteger(partNumber) || etag === undefined) throw new S3Error('MalformedXML');
  const named = CHECKSUM_ALGORITHMS.map((name) => [name, textOf(node, `Checksum${name.toUpperCase()}`)] as const);
  return { partNumber, etag, checksums: Object.fromEntries(named.filter(([, value]) => value !== undefined)) };
}

export const abortMultipartUpload: Handler = async (context, request) => {
  context.store.bucketFolder(bucketOf(request));
  context.uploads.abort(uploadOf(context, request));
  return empty(204);
};
