import { z } from 'zod';
import { arnOf } from './arn';
import { parseByteSize } from './byte-size';
import { bucketFault, prefixFault } from './destination-schema';
import { parseDuration } from './duration';
import { loadKeepSchema } from './keep-schema';
import { LOAD_DEFAULTS } from './load-defaults';
import { loadSourceSchema } from './load-source-schema';
import { inheritedLoadOptions, loadTableOptionsSchema } from './load-table-options-schema';
import { nameText } from './name-text';
import type { Fault } from './problem';
import { checkedText, rule, wholeNumber } from './rule';
import { scheduleSchema } from './schedule-schema';
import { statementDurationFault } from './statement-duration';
import { targetTemplateFault } from './target-name';
import { warehouseSchema } from './warehouse-schema';

/** Of an event source that gathers: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html */
const MAX_BATCH_SECONDS = 300;

const batchEveryFault = (text: string): Fault | undefined => {
  const fix = 'write a number and a unit, at most 5 minutes: 30s, 1m or 5m';
  try {
    if (parseDuration(text) <= MAX_BATCH_SECONDS) return undefined;
    return {
      message: 'is longer than 5 minutes, the longest that events are gathered',
      fix: `${fix}, or use schedule`,
    };
  } catch {
    return { message: 'is not a duration', fix };
  }
};

const sizeFault = (text: string): Fault | undefined => {
  try {
    parseByteSize(text);
    return undefined;
  } catch {
    return { message: 'is not a size', fix: 'write a whole number and a unit: 500MB, 100GB or 2TB' };
  }
};

const share = rule(
  z.number().meta({
    description: 'A run stops before it changes a table where a larger share of its rows is bad, 0 to 1.',
    default: LOAD_DEFAULTS.maxBadRows,
    minimum: 0,
    maximum: 1,
    examples: [0.01],
  }),
  (value) =>
    value >= 0 && value <= 1
      ? undefined
      : { message: 'is not a share between 0 and 1', fix: 'write 0 to 1, for example 0.01 for one in a hundred' },
);

const template = (description: string, fallback: string) =>
  checkedText(targetTemplateFault, { description, default: fallback, examples: [fallback] }).optional();

export const loadSchema = z
  .strictObject({
    name: nameText('a pipeline', {
      description: 'Names the state machine, the folder in S3 and the commands; unique in the file.',
      examples: ['cdc'],
    }),
    enabled: z
      .boolean()
      .meta({
        description: 'False: the pipeline is deployed, but its schedule and its trigger are off.',
        default: true,
        examples: [false],
      })
      .optional(),
    warehouse: warehouseSchema.optional(),
    schedule: scheduleSchema.optional(),
    trigger: z
      .strictObject({
        onObjectCreated: z
          .boolean()
          .meta({ description: 'True: started when objects appear below the prefix.', examples: [true] }),
        batchEvery: checkedText(batchEveryFault, {
          description: 'A run starts at most so often, and takes what came in between.',
          default: LOAD_DEFAULTS.batchEvery,
          examples: ['1m'],
        }).optional(),
      })
      .meta({
        description: 'Starts the pipeline by events, beside or without a schedule.',
        examples: [{ onObjectCreated: true }],
      })
      .optional(),
    source: loadSourceSchema,
    target: z
      .strictObject({
        schema: template('Schema of a table; {schema} and {table} are the names in the source.', LOAD_DEFAULTS.schema),
        tableName: template(
          'Name of a table; {schema} and {table} are the names in the source.',
          LOAD_DEFAULTS.tableName,
        ),
      })
      .meta({ description: 'Where tables are loaded to.', examples: [{ schema: 'raw' }] })
      .optional(),
    storage: z
      .strictObject({
        bucket: checkedText(bucketFault, {
          description: "An existing bucket in the warehouse's region. Absent: the stack's own.",
          examples: ['my-bucket'],
        }).optional(),
        prefix: checkedText(prefixFault, {
          description: 'The folder in the bucket; the pipeline adds its own name.',
          default: LOAD_DEFAULTS.prefix,
          examples: ['shuttle'],
        }).optional(),
        kmsKeyArn: checkedText(arnOf('kms', /^key\/[A-Za-z0-9-]+$/, 'arn:aws:kms:eu-west-1:123456789012:key/<id>'), {
          description: 'KMS key that encrypts the files.',
          examples: ['arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
        }).optional(),
      })
      .meta({ description: 'Where state, staged files and reports lie.', examples: [{ bucket: 'my-bucket' }] })
      .optional(),
    maxObjects: wholeNumber(1, 1_000_000, 'write 1 to 1000000', {
      description: 'Objects that one run takes; the rest waits for the next.',
      default: LOAD_DEFAULTS.maxObjects,
      examples: [10_000],
    }).optional(),
    maxBytes: checkedText(sizeFault, {
      description: 'Bytes that one run takes; a larger object is taken by itself.',
      default: LOAD_DEFAULTS.maxBytes,
      examples: ['10GB'],
    }).optional(),
    maxBadRows: share.optional(),
    maxConcurrency: z
      .strictObject({
        tables: wholeNumber(
          1,
          400,
          'write 1 to 400: the Data API runs at most 500 statements at a time, and other clients need some',
          { description: 'Tables that are loaded at the same time.', default: LOAD_DEFAULTS.tables, examples: [20] },
        ).optional(),
        shaping: wholeNumber(1, 1_000, 'write 1 to 1000, and leave other functions of the account some', {
          description: 'Functions that read objects at the same time.',
          default: LOAD_DEFAULTS.shaping,
          examples: [50],
        }).optional(),
      })
      .meta({ description: 'What runs at the same time.', examples: [{ tables: 20, shaping: 50 }] })
      .optional(),
    statementTimeout: checkedText(statementDurationFault, {
      description: 'After this a statement is cancelled and its table fails: 90s, 15m, 24h, 1d.',
      default: LOAD_DEFAULTS.statementTimeout,
      examples: ['24h'],
    }).optional(),
    pollInterval: checkedText(statementDurationFault, {
      description: 'The longest wait between two looks at a running statement.',
      default: LOAD_DEFAULTS.pollInterval,
      examples: ['15m'],
    }).optional(),
    attempts: wholeNumber(1, 10, 'write 1 to 10', {
      description: 'How often a statement runs that fails for a transient reason.',
      default: LOAD_DEFAULTS.attempts,
      examples: [3],
    }).optional(),
    keep: loadKeepSchema.optional(),
    ...inheritedLoadOptions,
    tables: z
      .record(z.string(), loadTableOptionsSchema)
      .meta({
        description: 'Options by table name in the source or glob; for each option the closest match decides.',
        examples: [{ 'public.orders': { key: ['id'] } }],
      })
      .optional(),
  })
  .meta({
    description: 'A pipeline from S3 to Redshift.',
    examples: [{ name: 'cdc', source: { format: 'debezium', bucket: 'my-bucket', prefix: 'cdc' } }],
  });

export type LoadFile = z.output<typeof loadSchema>;
