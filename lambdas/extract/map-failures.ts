import { z } from 'zod';
import type { Objects } from '../clients/objects';

/** The output of a distributed Map with a ResultWriter. */
const mapOutput = z.looseObject({
  ResultWriterDetails: z.looseObject({ Bucket: z.string(), Key: z.string() }),
});

/** The manifest that the ResultWriter leaves: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
const resultManifest = z.looseObject({
  DestinationBucket: z.string(),
  ResultFiles: z.looseObject({ FAILED: z.array(z.looseObject({ Key: z.string() })).default([]) }),
});

const childResult = z.looseObject({
  Input: z.string().optional(),
  Error: z.string().optional(),
  Cause: z.string().optional(),
  Status: z.string().optional(),
});

const childInput = z.looseObject({ item: z.looseObject({ tables: z.array(z.string()) }) });

/**
 * Why children of the Map ended without success, by table: the only trace of a child that failed in a way no Catch sees
 * (States.DataLimitExceeded, States.Runtime, 25,000 events).
 */
export const mapFailures = async (
  store: Objects,
  map: unknown,
): Promise<Map<string, { error: string; cause: string }>> => {
  const failures = new Map<string, { error: string; cause: string }>();
  const output = mapOutput.safeParse(map);
  if (!output.success) return failures;
  const { Bucket: bucket, Key: key } = output.data.ResultWriterDetails;
  const manifest = await store.readPlain(resultManifest, { bucket, key });
  if (!manifest) return failures;
  const { ResultFiles, DestinationBucket } = manifest;
  for (const file of ResultFiles.FAILED) {
    const results = await store.readPlain(z.array(childResult), { bucket: DestinationBucket, key: file.Key });
    for (const result of results ?? []) {
      const input = childInput.safeParse(JSON.parse(result.Input ?? 'null'));
      if (!input.success) continue;
      const failure = {
        error: result.Error ?? result.Status ?? 'unknown',
        cause: (result.Cause ?? '').slice(0, 2_000),
      };
      for (const table of input.data.item.tables) failures.set(table, failure);
    }
  }
  return failures;
};
