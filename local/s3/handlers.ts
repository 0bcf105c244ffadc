import * as buckets from './bucket-handlers';
import type { Handler } from './context';
import * as copies from './copy-handlers';
import * as lists from './list-handlers';
import * as objects from './object-handlers';
import type { S3Operation } from './operation';
import * as uploads from './upload-handlers';
import * as uploadLists from './upload-list-handlers';

export const HANDLERS: Readonly<Record<S3Operation, Handler>> = {
  ListBuckets: buckets.listBuckets,
  CreateBucket: buckets.createBucket,
  HeadBucket: buckets.headBucket,
  DeleteBucket: buckets.deleteBucket,
  GetBucketLocation: buckets.getBucketLocation,
  DeleteObjects: buckets.deleteObjects,
  ListObjects: lists.listObjects,
  ListObjectsV2: lists.listObjectsV2,
  PutObject: objects.putObject,
  GetObject: objects.getObject,
  HeadObject: objects.headObject,
  DeleteObject: objects.deleteObject,
  GetObjectTagging: objects.getObjectTagging,
  PutObjectTagging: objects.putObjectTagging,
  DeleteObjectTagging: objects.deleteObjectTagging,
  CopyObject: copies.copyObject,
  UploadPartCopy: copies.uploadPartCopy,
  CreateMultipartUpload: uploads.createMultipartUpload,
  UploadPart: uploads.uploadPart,
  CompleteMultipartUpload: uploads.completeMultipartUpload,
  AbortMultipartUpload: uploads.abortMultipartUpload,
  ListParts: uploadLists.listParts,
  ListMultipartUploads: uploadLists.listMultipartUploads,
};
