import { z } from 'zod';
import { durationOr } from './duration-schema';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import { LOAD_DEFAULTS } from './load-defaults';

const COUNT = { from: 1, to: 100_000 };

const runs = (fallback: string) =>
  durationOr(
    { ...COUNT, fix: 'write how many to keep, 1 to 100000, or how long: 24h, 90d or 52w' },
    {
      description: 'Plans, records and reports of runs that are kept: of how many runs, or how long.',
      default: fallback,
      examples: ['90d', 100],
    },
  ).optional();

export const keepSchema = z
  .strictObject({
    // None at all would take files away from whoever read current.json a moment ago.
    snapshots: durationOr(
      { ...COUNT, fix: 'write how many to keep, 1 to 100000, or how long: 24h, 7d or 2w' },
      {
        description: 'Superseded snapshots of a table that are kept: how many, or how long after they were superseded.',
        default: EXTRACT_DEFAULTS.keepSnapshots,
        examples: [1, '7d'],
      },
    ).optional(),
    runs: runs(EXTRACT_DEFAULTS.keepRuns),
  })
  .meta({ description: 'What stays of former runs.', examples: [{ snapshots: 1, runs: '90d' }] });

/** Of a load pipeline, which has no snapshots. */
export const loadKeepSchema = z
  .strictObject({ runs: runs(LOAD_DEFAULTS.keepRuns) })
  .meta({ description: 'What stays of former runs.', examples: [{ runs: '90d' }] });
