import { failureOf } from '../../lambdas/clients/failure';
import type { OperatorStorage } from '../../lambdas/clients/operator';
import { bucketName } from '../../lib/names';
import { CommandFailed } from '../commands/command';

/**
 * The pipeline's bucket: the named one, the file's, or that which the stack made, whose name holds the account.
 *
 * @param place the destination of an extract pipeline, the storage of a load pipeline
 */
export const findBucket = async (
  place: { bucket?: string },
  { stack, region, named }: { stack: string; region: string; named: string | undefined },
  storage: OperatorStorage,
): Promise<string> => {
  const known = named ?? place.bucket;
  if (known !== undefined) return known;
  const found = (await bucketsOf(storage)).filter((bucket) => {
    const account = bucket.slice(0, -region.length - 1).slice(-12);
    return /^\d{12}$/.test(account) && bucket === bucketName(stack, account, region);
  });
  const [bucket] = found;
  if (bucket !== undefined) return bucket;
  throw new CommandFailed(
    `there is no bucket ${bucketName(stack, '<account>', region)}: deploy the stack first, sign in to the account that it ` +
      'is in, or name the bucket with --bucket',
  );
};

const bucketsOf = async (storage: OperatorStorage): Promise<string[]> => {
  try {
    return await storage.buckets();
  } catch (thrown) {
    if (failureOf(thrown).status !== 403) throw thrown;
    throw new CommandFailed(
      'your credentials may not list the buckets of the account: name the bucket with --bucket, it is the output ' +
        'BucketName of the stack',
    );
  }
};
