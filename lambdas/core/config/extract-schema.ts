import { z } from 'zod';
import { catalogSchema } from './catalog-schema';
import { groupsSchema } from './consistent-groups-schema';
import { destinationSchema } from './destination-schema';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import { expectEverySchema } from './freshness-schema';
import { keepSchema } from './keep-schema';
import { nameText } from './name-text';
import { checkedText, notEmpty, textLike, wholeNumber } from './rule';
import { scheduleSchema } from './schedule-schema';
import { statementDurationFault } from './statement-duration';
import { inheritedOptions, tableOptionsSchema } from './table-options-schema';
import { patternFault } from './table-pattern';
import { warehouseSchema } from './warehouse-schema';

const pattern = checkedText(patternFault, { description: 'schema.table, or a glob on it.', examples: ['public.*'] });

const schemaName = textLike(
  /^[^\0]{1,127}$/s,
  { message: 'is not the name of a schema', fix: 'write the name alone, without quotes' },
  { description: 'The name of a schema.', examples: ['public'] },
);

export const extractSchema = z
  .strictObject({
    name: nameText('a pipeline', {
      description: 'Names the state machine, the folder in S3 and the commands; unique in the file.',
      examples: ['lake'],
    }),
    enabled: z
      .boolean()
      .meta({
        description: 'False: the pipeline is deployed, but its schedule is off.',
        default: true,
        examples: [false],
      })
      .optional(),
    warehouse: warehouseSchema.optional(),
    schedule: scheduleSchema.optional(),
    schemas: notEmpty(
      z.array(schemaName).meta({ description: 'Only tables of these schemas.', examples: [['public']] }),
    ).optional(),
    include: notEmpty(
      z.array(pattern).meta({
        description: 'Only tables that one of these matches.',
        default: [...EXTRACT_DEFAULTS.include],
        examples: [['public.*']],
      }),
    ).optional(),
    exclude: z
      .array(pattern)
      .meta({ description: 'Never tables that one of these matches.', default: [], examples: [['*.tmp_*']] })
      .optional(),
    maxConcurrency: wholeNumber(
      1,
      400,
      'write 1 to 400: the Data API runs at most 500 statements at a time, and other clients need some',
      {
        description: 'Tables that are read at the same time.',
        default: EXTRACT_DEFAULTS.maxConcurrency,
        examples: [20],
      },
    ).optional(),
    statementTimeout: checkedText(statementDurationFault, {
      description: 'After this a statement is cancelled and its table fails: 90s, 15m, 24h, 1d.',
      default: EXTRACT_DEFAULTS.statementTimeout,
      examples: ['24h'],
    }).optional(),
    pollInterval: checkedText(statementDurationFault, {
      description: 'The longest wait between two looks at a running statement.',
      default: EXTRACT_DEFAULTS.pollInterval,
      examples: ['15m'],
    }).optional(),
    destination: destinationSchema.optional(),
    caseSensitiveIdentifiers: z
      .boolean()
      .meta({
        description: 'True where the database has enable_case_sensitive_identifier on.',
        default: false,
        examples: [true],
      })
      .optional(),
    discover: z
      .boolean()
      .meta({
        description: 'False: only the tables listed, with the columns declared here; no catalog query.',
        default: true,
        examples: [false],
      })
      .optional(),
    maxFileSizeMb: wholeNumber(32, 6200, 'write 32 to 6200: UNLOAD rounds a Parquet file down to a multiple of 32 MB', {
      description: 'The largest file that UNLOAD writes, in MB.',
      default: EXTRACT_DEFAULTS.maxFileSizeMb,
      examples: [256],
    }).optional(),
    attempts: wholeNumber(1, 10, 'write 1 to 10', {
      description: 'How often a statement runs that fails for a transient reason.',
      default: EXTRACT_DEFAULTS.attempts,
      examples: [3],
    }).optional(),
    expectEvery: expectEverySchema('Alarm when no table was committed for so long.').optional(),
    consistentGroups: groupsSchema.optional(),
    catalog: catalogSchema.optional(),
    keep: keepSchema.optional(),
    ...inheritedOptions,
    tables: z
      .record(z.string(), tableOptionsSchema)
      .meta({
        description: 'Options by table name or glob; for each option the closest match decides.',
        examples: [{ 'public.flights': { limit: 10 } }],
      })
      .optional(),
  })
  .meta({ description: 'A pipeline from Redshift to S3.', examples: [{ name: 'lake' }] });
