import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { pipelineRoot } from '../lambdas/core/batch/object-keys';
import type { ExtractPipeline, ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { ConfigInvalid } from '../lambdas/core/errors';
import { bucketName } from './names';

/** A pipeline's place in S3, with the grants that its functions ask for by name. */
export interface PipelineStorage {
  bucket: IBucket;
  key?: IKey;
  /** `<prefix>/<pipeline>/` */
  prefix: string;
}

/**
 * The bucket that the stack makes for pipelines that name none, and the existing ones. The bucket is private, TLS only,
 * encrypted, versioned, and stays when the stack is destroyed.
 */
export class Storage extends Construct {
  private readonly places = new Map<string, PipelineStorage>();
  /** Where a pipeline's plans lie whose own bucket is in another region. */
  private readonly plansAbroad = new Map<string, PipelineStorage>();
  /** The bucket of pipelines that name none. */
  readonly made: Bucket | undefined;

  constructor(scope: Construct, id: string, { config }: { config: ShuttleConfig }) {
    super(scope, id);
    const own = config.extract.filter(({ destination }) => destination.bucket === undefined);
    const made = own.length > 0 || config.extract.some(isAbroad) ? this.makeBucket(config.stack, own) : undefined;
    this.made = made?.bucket;
    for (const pipeline of config.extract) {
      const { bucket: name, kmsKeyArn, prefix } = pipeline.destination;
      const bucket = name === undefined ? (made?.bucket as IBucket | undefined) : this.existing(name);
      if (!bucket) throw new Error(`no bucket for pipeline ${pipeline.name}`);
      const key = name === undefined ? made?.key : kmsKeyArn === undefined ? undefined : this.keyOf(kmsKeyArn);
      const root = pipelineRoot(bucket.bucketName, prefix, pipeline.name);
      this.places.set(pipeline.name, { bucket, prefix: root.prefix, ...(key && { key }) });
      if (isAbroad(pipeline) && made) {
        const at = { bucket: made.bucket as IBucket, prefix: root.prefix, ...(made.key && { key: made.key }) };
        this.plansAbroad.set(pipeline.name, at);
      }
    }
  }

  of(pipeline: ExtractPipeline): PipelineStorage {
    const place = this.places.get(pipeline.name);
    if (!place) throw new Error(`no storage for pipeline ${pipeline.name}`);
    return place;
  }

  /** Where a pipeline's plan and its Map's results lie: beside the data, unless those are in another region. */
  plansOf(pipeline: ExtractPipeline): PipelineStorage {
    return this.plansAbroad.get(pipeline.name) ?? this.of(pipeline);
  }

  /** The places of plans that are not beside the data. */
  allPlansAbroad(): PipelineStorage[] {
    return [...this.plansAbroad.values()];
  }

  /** Every pipeline's place, for functions that serve them all. */
  all(): PipelineStorage[] {
    return [...this.places.values()];
  }

  private makeBucket(stack: string, pipelines: readonly ExtractPipeline[]): { bucket: Bucket; key?: IKey } {
    const arns = [...new Set(pipelines.map(({ destination }) => destination.kmsKeyArn))];
    if (arns.length > 1) {
      throw new ConfigInvalid(
        'destination.kmsKeyArn: pipelines that share the bucket made by the stack must name the same key, or each its own bucket',
      );
    }
    const key = arns[0] === undefined ? undefined : this.keyOf(arns[0]);
    const bucket = new Bucket(this, 'Bucket', {
      bucketName: bucketName(stack, Stack.of(this).account, Stack.of(this).region),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: key ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
      ...(key && { encryptionKey: key, bucketKeyEnabled: true }),
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        // A replaced current.json can be brought back for a week; deleted data goes for good then.
        { id: 'expire-noncurrent', noncurrentVersionExpiration: Duration.days(7), expiredObjectDeleteMarker: true },
        { id: 'abort-stale-uploads', abortIncompleteMultipartUploadAfter: Duration.days(2) },
      ],
    });
    return { bucket, ...(key && { key }) };
  }

  private existing(name: string): IBucket {
    const id = `Existing-${name}`;
    return (this.node.tryFindChild(id) as IBucket | undefined) ?? Bucket.fromBucketName(this, id, name);
  }

  private keyOf(arn: string): IKey {
    const id = `Key-${arn.slice(arn.lastIndexOf('/') + 1)}`;
    return (this.node.tryFindChild(id) as IKey | undefined) ?? Key.fromKeyArn(this, id, arn);
  }
}

/**
 * Whether the data go to another region. Step Functions reads the items of a distributed Map, and writes its results, in
 * its own region only: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
const isAbroad = ({ destination, warehouse }: ExtractPipeline): boolean =>
  destination.region !== undefined && destination.region !== warehouse.region;
