import { allPipelines, type Pipeline } from '../lambdas/core/config/all-pipelines';
import type { LoadPipeline } from '../lambdas/core/config/load-config';
import type { ExtractPipeline, ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { ConfigInvalid } from '../lambdas/core/errors';
import { bakedBytes } from './baked-text';
import { watchedTables } from './watched-tables';

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html; a test compares the estimates
 * with templates.
 */
const MAX_BYTES = 1_000_000;
const MAX_RESOURCES = 500;

/** What pipelines of both directions share: topic, clean-up, the functions that run statements, the dashboard. */
const STACK = { bytes: 23_000, resources: 31 };
/** The functions of a direction, with their line of the dashboard. */
const EXTRACT_FUNCTIONS = { bytes: 27_000, resources: 55 };
const LOAD_FUNCTIONS = { bytes: 36_000, resources: 75 };
/** An alarm of one table. */
const TABLE_ALARM = { bytes: 1_500, resources: 1 };

export interface Size {
  bytes: number;
  resources: number;
}

const sharedBy = ({ stack, extract, load = [] }: ShuttleConfig): Size => {
  const parts = [
    STACK,
    ...(extract.length > 0 ? [EXTRACT_FUNCTIONS] : []),
    ...(load.length > 0 ? [LOAD_FUNCTIONS] : []),
  ];
  // The function that starts pipelines when objects arrive.
  const starter = load.some(({ trigger }) => trigger) ? 2_800 + 8 * stack.length : 0;
  return {
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 150 * stack.length) + starter,
    resources: parts.reduce((sum, { resources }) => sum + resources, 0),
  };
};

const sizeOf = (stack: string, pipeline: Pipeline): Size =>
  pipeline.kind === 'extract' ? extractSize(stack, pipeline) : loadSize(stack, pipeline);

/** 40 KB of it are the definition, 15 policies, 4 the row of the dashboard. */
const extractSize = (stack: string, pipeline: ExtractPipeline): Size => {
  const { name, schedule, expectEverySeconds, destination } = pipeline;
  return {
    bytes:
      59_000 +
      // Names stand in every physical name and dimension.
      66 * (stack.length + name.length) +
      // A part of it is quotes, which are escaped twice.
      Math.ceil(1.15 * bakedBytes(pipeline)) +
      (schedule ? 900 : 0) +
      (expectEverySeconds === undefined ? 0 : TABLE_ALARM.bytes) +
      (destination.bucket === undefined ? 0 : ownBucket(destination.bucket)) +
      (destination.kmsKeyArn === undefined ? 0 : KEY_BYTES),
    resources: 16,
  };
};

/** 65 KB of it are the definition, 13 policies, 4 the row of the dashboard. */
const loadSize = (stack: string, pipeline: LoadPipeline): Size => {
  const { name, schedule, trigger, storage, source } = pipeline;
  const named = stack.length + name.length;
  return {
    bytes:
      86_000 +
      66 * named +
      Math.ceil(1.15 * bakedBytes(pipeline)) +
      (schedule ? 1_850 : 0) +
      (trigger ? 3_600 + 14 * named : 0) +
      (source.bucket === undefined ? 0 : 250 + 8 * source.bucket.length) +
      (storage.bucket === undefined ? 0 : ownBucket(storage.bucket)) +
      (storage.kmsKeyArn === undefined ? 0 : KEY_BYTES),
    resources: 13 + (trigger ? 4 : 0),
  };
};

/** Every statement about objects names the bucket. */
const ownBucket = (bucket: string): number => 85 * bucket.length;
const KEY_BYTES = 1_700;

/** At least what the template of a file has, without alarms of single tables; a test compares it with templates. */
export const estimatedSize = (config: ShuttleConfig): Size =>
  [sharedBy(config), ...allPipelines(config).map((pipeline) => sizeOf(config.stack, pipeline))].reduce(
    (total, { bytes, resources }) => ({ bytes: total.bytes + bytes, resources: total.resources + resources }),
    { bytes: 0, resources: 0 },
  );

/** @throws ConfigInvalid for a file that CloudFormation would refuse, minutes after the deployment has begun */
export const requireFits = (config: ShuttleConfig): void => {
  const { stack, extract, load } = config;
  const sizes = allPipelines(config).map((pipeline) => sizeOf(stack, pipeline));
  const shared = sharedBy(config);
  const after = (count: number, of: keyof Size) =>
    sizes.slice(0, count).reduce((total, size) => total + size[of], shared[of]);
  const fits = (count: number) => after(count, 'bytes') <= MAX_BYTES && after(count, 'resources') <= MAX_RESOURCES;
  const count = sizes.length;
  if (!fits(count)) {
    const most = sizes.findIndex((_, i) => !fits(i + 1));
    throw new ConfigInvalid(
      `${load === undefined ? 'extract' : 'extract, load'}: the file has ${count} pipelines, and a CloudFormation template holds ${most} of them: ${SEVERAL_FILES}; ` +
        'one pipeline reads thousands of tables',
    );
  }
  const alarms = extract.reduce((sum, pipeline) => sum + watchedTables(pipeline).size, 0);
  const room = Math.min(
    Math.floor((MAX_BYTES - after(count, 'bytes')) / TABLE_ALARM.bytes),
    MAX_RESOURCES - after(count, 'resources'),
  );
  if (alarms <= room) return;
  throw new ConfigInvalid(
    `expectEvery: ${alarms} tables have one of their own, and a CloudFormation template with these pipelines holds ` +
      `${room}: write it at the pipeline, or ${SEVERAL_FILES}`,
  );
};

const SEVERAL_FILES = 'write several files, each with a stack name of its own, and deploy each with -c config=<file>';
