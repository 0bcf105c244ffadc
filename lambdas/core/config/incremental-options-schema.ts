import { z } from 'zod';
import { columnName } from './column-names-schema';
import { durationOr, longDuration } from './duration-schema';
import { rule, wholeNumber } from './rule';
import { DELETES, MODES, ON_RESET, SCHEMA_DRIFT } from './table-options';

/** Options of incremental reads, deletes and drift, which a table and, as its default, a pipeline may set. */
export const incrementalOptions = {
  mode: z
    .enum(MODES)
    .meta({
      description: 'How rows are chosen: full, incremental, or auto: incremental where a replication key is found.',
      examples: ['incremental'],
    })
    .optional(),
  replicationKey: columnName('The column that tells new rows.', 'updated_at').optional(),
  fullRefreshEvery: durationOr(
    { from: 1, to: 1000, fix: 'write a number of batches, 1 to 1000, or a duration: 24h, 7d or 2w' },
    {
      description: 'An incremental table is read in full again after so many batches, or so long; 500 by default.',
      examples: ['7d', 100],
    },
  ).optional(),
  lookback: durationOr(
    {
      from: 1,
      to: Number.MAX_SAFE_INTEGER,
      fix: 'write a duration: 15m, 24h or 7d; or, for a key that is a number, a whole number above 0',
    },
    {
      description: 'Reads the last interval before the watermark again, for rows that were committed late.',
      examples: ['1h', 1000],
    },
  ).optional(),
  delay: longDuration({
    description: 'Leaves rows younger than this for the next run.',
    examples: ['5m'],
  }).optional(),
  onReset: z
    .enum(ON_RESET)
    .meta({
      description:
        'Where the key, where or columns changed, or the greatest key fell: refresh reads in full, fail refuses.',
      examples: ['fail'],
    })
    .optional(),
  chunkBy: z
    .strictObject({
      rows: wholeNumber(10_000, Number.MAX_SAFE_INTEGER, 'write a whole number of at least 10000', {
        description: 'About so many rows a statement and batch.',
        examples: [50_000_000],
      }),
    })
    .meta({ description: 'Reads an incremental load in key ranges.', examples: [{ rows: 50_000_000 }] })
    .optional(),
  deletes: z
    .enum(DELETES)
    .meta({
      description: 'Whether keys that are gone since the last run are looked for; needs a primary key.',
      examples: ['detect'],
    })
    .optional(),
  maxDeletes: rule(
    z.number().meta({
      description: 'Refuses to commit where more than this share of the keys is gone; 0.5 by default.',
      minimum: 0,
      maximum: 1,
      examples: [0.1],
    }),
    (share) =>
      share >= 0 && share <= 1
        ? undefined
        : { message: 'is not a share between 0 and 1', fix: 'write 0 to 1, for example 0.1 for a tenth' },
  ).optional(),
  checkKey: z
    .boolean()
    .meta({
      description: 'Count NULLs and duplicates in the primary key, and report them; on with deletes: detect.',
      examples: [true],
    })
    .optional(),
  schemaDrift: z
    .enum(SCHEMA_DRIFT)
    .meta({
      description:
        'Where columns changed: evolve takes them over, freeze keeps to the columns known, fail refuses the table.',
      examples: ['freeze'],
    })
    .optional(),
};
