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

/** Why a child of a Map ended without success. */
export interface ChildFailure {
  /** What the child was given; null where that is not known. */
  input: unknown;
  error: string;
  cause: string;
}

/**
 * The children of a Map that ended without success: the only trace of a child that failed in a way no Catch sees
 * (States.DataLimitExceeded, States.Runtime, 25,000 events).
 */
export const childFailures = async (store: Objects, map: unknown): Promise<ChildFailure[]> => {
  const output = mapOutput.safeParse(map);
  if (!output.success) return [];
  const { Bucket: bucket, Key: key } = output.data.ResultWriterDetails;
  const manifest = await store.readPlain(resultManifest, { bucket, key });
  const failures: ChildFailure[] = [];
  for (const file of manifest?.ResultFiles.FAILED ?? []) {
    const at = { bucket: manifest?.DestinationBucket ?? bucket, key: file.Key };
    for (const result of (await store.readPlain(z.array(childResult), at)) ?? []) {
      failures.push({
        input: JSON.parse(result.Input ?? 'null'),
        error: result.Error ?? result.Status ?? 'unknown',
        cause: (result.Cause ?? '').slice(0, 2_000),
      });
    }
  }
  return failures;
};

/** Why children of the Map over tables ended without success, by table. */
export const mapFailures = async (
  store: Objects,
  map: unknown,
): Promise<Map<string, { error: string; cause: string }>> => {
  const failures = new Map<string, { error: string; cause: string }>();
  for (const { input, error, cause } of await childFailures(store, map)) {
    const child = childInput.safeParse(input);
    if (child.success) for (const table of child.data.item.tables) failures.set(table, { error, cause });
  }
  return failures;
};
