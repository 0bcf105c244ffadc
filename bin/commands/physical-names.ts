import type { LoadPipeline } from '../../lambdas/core/config/load-config';
import type { ExtractPipeline } from '../../lambdas/core/config/shuttle-config';
import { bucketName, dataApiRoleName, stateMachineName, unloadRoleName } from '../../lib/names';

/** What a pipeline is called in AWS. */
export interface PhysicalNames {
  stateMachine: string;
  dataApiRole: string;
  /** A name of a role that the stack makes, or what the configuration names. */
  unloadRole: string;
  /** `s3://bucket/prefix/pipeline/`; the account of the stack's own bucket is not known before it is deployed. */
  destination: string;
}

export const physicalNames = (stack: string, region: string, pipeline: ExtractPipeline): PhysicalNames => {
  const { bucket = stackBucketPattern(stack, region), prefix } = pipeline.destination;
  return {
    stateMachine: stateMachineName(stack, pipeline.name),
    dataApiRole: dataApiRoleName(stack, region),
    unloadRole: pipeline.warehouse.iamRole ?? unloadRoleName(stack, region),
    destination: `s3://${bucket}/${prefix}/${pipeline.name}/`,
  };
};

/** What a load pipeline is called in AWS. */
export interface LoadNames {
  stateMachine: string;
  dataApiRole: string;
  /** A name of a role that the stack makes, or what the configuration names. */
  copyRole: string;
  /** `s3://bucket/prefix/`, what is loaded. */
  source: string;
  /** `s3://bucket/prefix/pipeline/`, where state, staged files, quarantine and reports lie. */
  storage: string;
}

export const loadNames = (
  stack: string,
  region: string,
  { name, source, storage, warehouse }: LoadPipeline,
): LoadNames => {
  const own = stackBucketPattern(stack, region);
  return {
    stateMachine: stateMachineName(stack, name),
    dataApiRole: dataApiRoleName(stack, region),
    copyRole: warehouse.iamRole ?? unloadRoleName(stack, region),
    source: `s3://${source.bucket ?? own}/${source.prefix}`,
    storage: `s3://${storage.bucket ?? own}/${storage.prefix}/${name}/`,
  };
};

/** The name of the bucket that the stack makes. */
export const stackBucketPattern = (stack: string, region: string): string => bucketName(stack, '<account>', region);
