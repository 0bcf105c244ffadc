import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ResultWriterV2, S3JsonItemReader } from 'aws-cdk-lib/aws-stepfunctions';
import type { PipelineStorage } from '../storage';

const runObjects = ({ bucket, prefix }: PipelineStorage): string[] => [bucket.arnForObjects(`${prefix}runs/*`)];

/** Reads a Map's items from below `runs/`; CDK's own reader is let into the whole bucket. */
export class RunItemReader extends S3JsonItemReader {
  constructor(
    private readonly storage: PipelineStorage,
    key: string,
  ) {
    super({ bucket: storage.bucket, key });
  }

  override providePolicyStatements(): PolicyStatement[] {
    return [new PolicyStatement({ actions: ['s3:GetObject'], resources: runObjects(this.storage) })];
  }
}

/** Writes what a Map's children ended with below `runs/`; CDK's own writer is let into the whole bucket. */
export class RunResultWriter extends ResultWriterV2 {
  constructor(
    private readonly storage: PipelineStorage,
    prefix: string,
  ) {
    super({ bucket: storage.bucket, prefix });
  }

  /** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html#resultwriter-iam-policies */
  override providePolicyStatements(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        resources: runObjects(this.storage),
      }),
    ];
  }
}
