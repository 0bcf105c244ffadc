import { compareUtf8 } from './byte-order';
import { bucketOf, type Handler } from './context';
import { encoderOf } from './list-handlers';
import { notImplemented } from './operation';
import { isoTime, quoted, xmlReply } from './reply';
import { numberParameter } from './request';
import { uploadOf } from './upload-handlers';
import { element, optional } from './xml';

/** Most parts or uploads of a page (S3 API reference). */
const MAX_ITEMS = 1000;

export const listParts: Handler = async (context, request) => {
  const upload = uploadOf(context, request);
  const maxParts = Math.min(MAX_ITEMS, numberParameter(request, 'max-parts', MAX_ITEMS));
  const marker = numberParameter(request, 'part-number-marker', 0);
  const left = context.uploads.parts(upload).filter(({ partNumber }) => partNumber > marker);
  const page = left.slice(0, maxParts);
  return xmlReply('ListPartsResult', [
    element('Bucket', upload.bucket),
    element('Key', upload.key),
    element('UploadId', upload.uploadId),
    element('StorageClass', 'STANDARD'),
    element('PartNumberMarker', marker),
    optional('NextPartNumberMarker', page.at(-1)?.partNumber),
    element('MaxParts', maxParts),
    element('IsTruncated', page.length < left.length),
    optional('ChecksumAlgorithm', upload.algorithm?.toUpperCase()),
    optional('ChecksumType', upload.checksumType),
    ...page.map((part) =>
      element(
        'Part',
        element('PartNumber', part.partNumber),
        element('LastModified', isoTime(part.lastModified)),
        element('ETag', quoted(part.etag)),
        element('Size', part.size),
        ...Object.entries(part.checksums).map(([name, value]) => element(`Checksum${name.toUpperCase()}`, value)),
      ),
    ),
  ]);
};

/** By key, uploads of one key by age. */
export const listMultipartUploads: Handler = async ({ store, uploads }, request) => {
  const bucket = bucketOf(request);
  store.bucketFolder(bucket);
  const { query } = request;
  if (query.get('delimiter')) throw notImplemented('delimiter of ListMultipartUploads');
  const encode = encoderOf(request);
  const prefix = query.get('prefix') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const maxUploads = Math.min(MAX_ITEMS, numberParameter(request, 'max-uploads', MAX_ITEMS));
  const all = uploads
    .list(bucket)
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => compareUtf8(a.key, b.key) || a.initiated - b.initiated || compareUtf8(a.uploadId, b.uploadId));
  const seen = all.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  const left = seen >= 0 ? all.slice(seen + 1) : all.filter(({ key }) => compareUtf8(key, keyMarker) > 0);
  const page = left.slice(0, maxUploads);
  const last = page.length < left.length ? page.at(-1) : undefined;
  return xmlReply('ListMultipartUploadsResult', [
    element('Bucket', bucket),
    element('KeyMarker', encode(keyMarker)),
    element('UploadIdMarker', idMarker),
    optional('NextKeyMarker', last && encode(last.key)),
    optional('NextUploadIdMarker', last?.uploadId),
    element('Prefix', encode(prefix)),
    optional('EncodingType', query.get('encoding-type') ?? undefined),
    element('MaxUploads', maxUploads),
    element('IsTruncated', last !== undefined),
    ...page.map((upload) =>
      element(
        'Upload',
        element('Key', encode(upload.key)),
        element('UploadId', upload.uploadId),
        element('StorageClass', 'STANDARD'),
        element('Initiated', isoTime(upload.initiated)),
      ),
    ),
  ]);
};
