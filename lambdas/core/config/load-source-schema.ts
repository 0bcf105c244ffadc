import { z } from 'zod';
import { arnOf } from './arn';
import { columnList, columnName } from './column-names-schema';
import { bucketFault } from './destination-schema';
import { longDuration } from './duration-schema';
import { CHANGED_OBJECTS, FILE_TYPES, OP_IN, SOURCE_FORMATS } from './load-config';
import { LOAD_DEFAULTS } from './load-defaults';
import { nameText } from './name-text';
import type { Fault } from './problem';
import { checkedText, textLike } from './rule';
import { segmentSchema } from './segment-schema';
import { tablePathFault } from './table-path';
import { parseTablePattern, patternFault } from './table-pattern';
import { regionSchema } from './warehouse-schema';

/** A folder of somebody else's: any name that an object key takes. */
export const folderFault = (text: string): Fault | undefined => {
  const fix = 'write folders such as cdc or landing/orders';
  if (text === '') return { message: 'is empty', fix };
  if (/^s3:\/\//.test(text)) return { message: 'is a URL', fix: 'write the folder alone, and the bucket as bucket' };
  if (text.startsWith('/') || text.endsWith('/')) return { message: 'begins or ends with a slash', fix };
  if (/\p{Cc}/u.test(text)) return { message: 'has a control character', fix };
  return Buffer.byteLength(text) > 512 ? { message: 'is longer than 512 bytes', fix } : undefined;
};

const exactTableFault = (text: string): Fault | undefined => {
  const fault = patternFault(text);
  const fix = 'write schema.table, for example public.events; write tablePath to read it from the key';
  if (fault !== undefined) return { message: 'is not schema.table', fix };
  return parseTablePattern(text).isGlob ? { message: 'is a glob, and names no one table', fix } : undefined;
};

const csvSchema = z
  .strictObject({
    delimiter: textLike(
      /^[^"\r\n\\]$/u,
      {
        message: 'is not one character, or one that CSV itself uses',
        fix: 'write one character, for example ";" or "\\t"',
      },
      { description: 'What stands between values.', default: LOAD_DEFAULTS.delimiter, examples: [';'] },
    ).optional(),
    header: z
      .boolean()
      .meta({
        description: 'Whether the first line names the columns. By default true; false for dms.',
        examples: [true],
      })
      .optional(),
    nullText: checkedText(() => undefined, {
      description: 'The text that stands for NULL, unless it is quoted. By default empty; NULL for dms.',
      examples: ['\\N'],
    }).optional(),
    columns: columnList('The columns of files without a header, in their order; a table may have its own.').optional(),
  })
  .meta({ description: 'rows and dms, with type: csv. How the files are written.', examples: [{ delimiter: ';' }] });

/** All formats together; which key is for which format is checked by the cross checks, in words of its own. */
export const loadSourceSchema = z
  .strictObject({
    format: z.enum(SOURCE_FORMATS).meta({
      description:
        'rows: records as they are; debezium, dms: changes; segment: clickstream events; extract: the batches of an extract pipeline.',
      examples: ['debezium'],
    }),
    bucket: checkedText(bucketFault, {
      description: "An existing bucket. Absent: the stack's own.",
      examples: ['my-bucket'],
    }).optional(),
    prefix: checkedText(folderFault, {
      description: 'The folder of the objects; of format extract the folder of the pipeline, its name included.',
      examples: ['cdc'],
    }).optional(),
    region: regionSchema("Region of an existing bucket, where it is not the warehouse's.").optional(),
    kmsKeyArn: checkedText(arnOf('kms', /^key\/[A-Za-z0-9-]+$/, 'arn:aws:kms:eu-west-1:123456789012:key/<id>'), {
      description: 'KMS key by which the objects are encrypted.',
      examples: ['arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    }).optional(),
    lookback: longDuration({
      description: 'How late an object may appear after the time that S3 gives it.',
      default: LOAD_DEFAULTS.lookback,
      examples: ['1d'],
    }).optional(),
    keysInOrder: z
      .boolean()
      .meta({
        description: 'True where keys sort by time: a run then lists from the look-back window on, not everything.',
        default: false,
        examples: [true],
      })
      .optional(),
    changedObjects: z
      .enum(CHANGED_OBJECTS)
      .meta({
        description:
          'An object that is written anew after it was taken: take loads it again, skip reports it. By default take where no table can be appended to.',
        examples: ['skip'],
      })
      .optional(),
    pipeline: nameText('a pipeline', {
      description: 'extract: the pipeline of this file whose batches are loaded; in place of bucket and prefix.',
      examples: ['lake'],
    }).optional(),
    type: z
      .enum(FILE_TYPES)
      .meta({
        description:
          'How records are written. rows: needed; dms: csv by default, or parquet; debezium, segment: ndjson by default, or json.',
        examples: ['ndjson'],
      })
      .optional(),
    table: checkedText(exactTableFault, {
      description: 'rows: the one table of all objects, schema.table.',
      examples: ['public.events'],
    }).optional(),
    tablePath: checkedText(tablePathFault, {
      description: 'rows, debezium, dms: the beginning of a key below the prefix, from which the table is read.',
      examples: ['{schema}/{table}/'],
    }).optional(),
    csv: csvSchema.optional(),
    segment: segmentSchema.optional(),
    placeholder: checkedText(
      (text) => (text === '' ? { message: 'is empty', fix: 'write the text, or remove the key' } : undefined),
      {
        description: 'debezium: what stands for a value that was not sent; it never overwrites.',
        default: LOAD_DEFAULTS.placeholder,
        examples: [LOAD_DEFAULTS.placeholder],
      },
    ).optional(),
    opColumn: columnName('dms: the column of the operation, in files with column names.', LOAD_DEFAULTS.opColumn)
      .meta({ default: LOAD_DEFAULTS.opColumn })
      .optional(),
    opIn: z
      .enum(OP_IN)
      .meta({
        description:
          'dms: files with an operation in each row: changes, all (IncludeOpForFullLoad), or none (inserts only, without it).',
        default: LOAD_DEFAULTS.opIn,
        examples: ['all'],
      })
      .optional(),
    timestampColumn: columnName('dms: the column that TimestampColumnName adds.', 'dms_timestamp').optional(),
    sequenceColumn: columnName(
      'dms: a column that orders the changes of a table, filled from AR_H_CHANGE_SEQ.',
      'change_seq',
    ).optional(),
    cdcPath: checkedText(folderFault, {
      description: 'dms: the folder of transaction files (CdcPath), below the prefix.',
      examples: ['changes'],
    }).optional(),
  })
  .meta({ description: 'What is loaded.', examples: [{ format: 'debezium', bucket: 'my-bucket', prefix: 'cdc' }] });
