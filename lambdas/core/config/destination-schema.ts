import { z } from 'zod';
import { arnOf } from './arn';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import type { Fault } from './problem';
import { checkedText } from './rule';
import { regionSchema } from './warehouse-schema';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketFault = (text: string): Fault | undefined => {
  if (/^s3:\/\//.test(text)) return { message: 'is a URL', fix: 'write the bucket alone, and the folder as prefix' };
  const fix = 'write 3 to 63 of a-z, 0-9, . and -, beginning and ending with a letter or digit';
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) return { message: 'is not the name of a bucket', fix };
  if (text.includes('..')) return { message: 'has two dots in a row', fix };
  if (/^[0-9]+(\.[0-9]+){3}$/.test(text)) return { message: 'looks like an IP address', fix };
  if (/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(text)) {
    return {
      message: 'is an alias or a reserved name, which UNLOAD does not take',
      fix: 'write the name of a general purpose bucket',
    };
  }
  return undefined;
};

/** Spectrum and Athena skip every object below a segment that begins with `_` or `.`. */
export const prefixFault = (text: string): Fault | undefined => {
  const fix = 'write folders such as lake or lake/redshift';
  if (text === '') return { message: 'is empty', fix: `${fix}, or remove the key` };
  if (text.startsWith('/') || text.endsWith('/')) return { message: 'begins or ends with a slash', fix };
  const segments = text.split('/');
  if (segments.includes('')) return { message: 'has two slashes in a row', fix };
  if (segments.some((segment) => /^[_.]/.test(segment))) {
    return { message: 'has a folder that begins with _ or ., which Athena and Spectrum do not see', fix };
  }
  if (!/^[A-Za-z0-9!_.*'()=/-]+$/.test(text))
    return {
      message: 'has a character that is not safe in an object key',
      fix: `${fix}: letters, digits and ! _ . - = ( )`,
    };
  if (text.length > 256)
    return {
      message: 'is longer than 256 characters',
      fix: 'write a shorter one: an object key holds 1,024 bytes in all',
    };
  return undefined;
};

export const destinationSchema = z
  .strictObject({
    bucket: checkedText(bucketFault, {
      description: 'An existing bucket. Absent: the stack makes one.',
      examples: ['my-bucket'],
    }).optional(),
    prefix: checkedText(prefixFault, {
      description: 'The folder in the bucket; the pipeline adds its own name.',
      default: EXTRACT_DEFAULTS.prefix,
      examples: ['lake'],
    }).optional(),
    region: regionSchema("Region of an existing bucket, where it is not the warehouse's.").optional(),
    kmsKeyArn: checkedText(arnOf('kms', /^key\/[A-Za-z0-9-]+$/, 'arn:aws:kms:eu-west-1:123456789012:key/<id>'), {
      description: 'KMS key that encrypts the files.',
      examples: ['arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    }).optional(),
  })
  .meta({ description: 'Where the files land.', examples: [{ bucket: 'my-bucket', prefix: 'lake' }] });
