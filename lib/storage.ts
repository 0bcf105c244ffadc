import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { pipelineRoot } from '../lambdas/core/batch/object-keys';
import type { Pipeline } from '../lambdas/core/config/all-pipelines';
import type { LoadPipeline } from '../lambdas/core/config/load-config';
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

/** Where a load pipeline's objects lie, or the batches of an extract pipeline. */
export interface LoadSourcePlace extends PipelineStorage {
  /** Every key by which they may be encrypted. */
  keys: IKey[];
}

/**
 * The bucket that the stack makes for pipelines that name none, and the existing ones. The bucket is private, TLS only,
 * encrypted, versioned, and stays when the stack is destroyed.
 */
export class Storage extends Construct {
  private readonly extracts = new Map<string, PipelineStorage>();
  private readonly loads = new Map<string, PipelineStorage>();
  private readonly sources = new Map<string, LoadSourcePlace>();
  /** Where a pipeline's plans lie whose own bucket is in another region. */
  private readonly plansAbroad = new Map<string, PipelineStorage>();
  /** The bucket of pipelines that name none. */
  readonly made: Bucket | undefined;

  constructor(scope: Construct, id: string, { config }: { config: ShuttleConfig }) {
    super(scope, id);
    const made = needsBucket(config) ? this.makeBucket(config) : undefined;
    this.made = made?.bucket;
    const place = (name: string | undefined, kmsKeyArn: string | undefined, prefix: string): PipelineStorage => {
      const bucket = name === undefined ? (made?.bucket as IBucket | undefined) : this.existing(name);
      if (!bucket) throw new Error(`no bucket for ${prefix}`);
      const key = name === undefined ? made?.key : kmsKeyArn === undefined ? undefined : this.keyOf(kmsKeyArn);
      return { bucket, prefix, ...(key && { key }) };
    };
    for (const pipeline of config.extract) {
      const { bucket, kmsKeyArn, prefix: folder } = pipeline.destination;
      const { prefix } = pipelineRoot('', folder, pipeline.name);
      this.extracts.set(pipeline.name, place(bucket, kmsKeyArn, prefix));
      if (isAbroad(pipeline)) this.plansAbroad.set(pipeline.name, place(undefined, undefined, prefix));
    }
    for (const { name, storage, source } of config.load ?? []) {
      this.loads.set(name, place(storage.bucket, storage.kmsKeyArn, pipelineRoot('', storage.prefix, name).prefix));
      const from = place(source.bucket, source.kmsKeyArn, source.prefix);
      // Objects that somebody else brings into the stack's bucket may be encrypted by a key of their own.
      const objectKey = source.kmsKeyArn === undefined ? undefined : this.keyOf(source.kmsKeyArn);
      this.sources.set(name, { ...from, keys: [...new Set([from.key, objectKey])].flatMap((key) => key ?? []) });
    }
  }

  of({ kind, name }: Pipeline): PipelineStorage {
    const place = (kind === 'extract' ? this.extracts : this.loads).get(name);
    if (!place) throw new Error(`no storage for pipeline ${name}`);
    return place;
  }

  /** What a load pipeline reads. */
  sourceOf({ name }: LoadPipeline): LoadSourcePlace {
    const place = this.sources.get(name);
    if (!place) throw new Error(`no source for pipeline ${name}`);
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

  /** Every extract pipeline's place, for functions that serve them all. */
  ofExtracts(): PipelineStorage[] {
    return [...this.extracts.values()];
  }

  /** Every load pipeline's place. */
  ofLoads(): PipelineStorage[] {
    return [...this.loads.values()];
  }

  private makeBucket({ stack, extract, load = [] }: ShuttleConfig): { bucket: Bucket; key?: IKey } {
    const extracts = extract.map(({ destination }) => destination).filter(({ bucket }) => bucket === undefined);
    const loads = load.map(({ storage }) => storage).filter(({ bucket }) => bucket === undefined);
    const arns = [...new Set([...extracts, ...loads].map(({ kmsKeyArn }) => kmsKeyArn))];
    if (arns.length > 1) {
      const keys = [
        ...(extracts.length > 0 ? ['destination.kmsKeyArn'] : []),
        ...(loads.length > 0 ? ['storage.kmsKeyArn'] : []),
      ];
      throw new ConfigInvalid(
        `${keys.join(', ')}: pipelines that share the bucket made by the stack must name the same key, or each its own bucket`,
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
    if (load.some(({ trigger, source }) => trigger && source.bucket === undefined)) sendEvents(bucket);
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

/** Whether a pipeline keeps something in the stack's own bucket, or reads it from there. */
const needsBucket = ({ extract, load = [] }: ShuttleConfig): boolean =>
  extract.some((pipeline) => pipeline.destination.bucket === undefined || isAbroad(pipeline)) ||
  load.some(({ storage, source }) => storage.bucket === undefined || source.bucket === undefined);

/** Lets rules of EventBridge see the bucket's objects. CDK's own option would deploy a function that does it. */
const sendEvents = (bucket: Bucket): void => {
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
};

/**
 * Whether the data go to another region. Step Functions reads the items of a distributed Map, and writes its results, in
 * its own region only: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
const isAbroad = ({ destination, warehouse }: ExtractPipeline): boolean =>
  destination.region !== undefined && destination.region !== warehouse.region;
