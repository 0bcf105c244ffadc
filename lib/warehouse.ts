import { Stack } from 'aws-cdk-lib';
import { CompositePrincipal, type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ExtractPipeline, ShuttleConfig, Warehouse } from '../lambdas/core/config/shuttle-config';
import { unloadRoleName } from './names';
import { regionOf } from './region';
import type { PipelineStorage, Storage } from './storage';
import { KEY_USE } from './storage-grants';

/** The role that Redshift writes to S3 with, and what a function needs to run SQL. */
export class Warehouses extends Construct {
  private readonly config: ShuttleConfig;
  /** Made for pipelines whose warehouse names no iamRole. */
  readonly unloadRole: Role | undefined;

  constructor(scope: Construct, id: string, { config, storage }: { config: ShuttleConfig; storage: Storage }) {
    super(scope, id);
    this.config = config;
    const own = config.extract.filter(({ warehouse }) => warehouse.iamRole === undefined);
    if (own.length > 0)
      this.unloadRole = this.makeUnloadRole(
        config,
        own.map((pipeline) => storage.of(pipeline)),
      );
  }

  /** What stands behind IAM_ROLE: an ARN, a comma chain, or `default`. */
  unloadRoleOf(pipeline: ExtractPipeline): string {
    const role = pipeline.warehouse.iamRole ?? this.unloadRole?.roleArn;
    if (role === undefined) throw new Error(`no UNLOAD role for pipeline ${pipeline.name}`);
    return role;
  }

  /** Lets a role submit statements to every warehouse, and look at and cancel those that it owns. */
  grantStatements(role: Role): void {
    const warehouses = distinct(this.config.extract.map(({ warehouse }) => warehouse));
    for (const warehouse of warehouses) for (const statement of this.signIn(warehouse)) role.addToPolicy(statement);
    role.addToPolicy(
      new PolicyStatement({
        sid: 'OwnStatements',
        actions: [
          'redshift-data:DescribeStatement',
          'redshift-data:GetStatementResult',
          'redshift-data:CancelStatement',
        ],
        resources: ['*'],
        // `${aws:userid}` would hold the session name, which is the function's: what submit started, poll could not see.
        conditions: { StringLike: { 'redshift-data:statement-owner-iam-userid': `${role.roleId}:*` } },
      }),
    );
    // Lists the statements of the caller's own role only (RoleLevel), to find those of a stopped run.
    role.addToPolicy(
      new PolicyStatement({ sid: 'ListStatements', actions: ['redshift-data:ListStatements'], resources: ['*'] }),
    );
  }

  /** https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html */
  private signIn(warehouse: Warehouse): PolicyStatement[] {
    const submit = ['redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement'];
    const resource = this.arnOf(warehouse);
    const statements = [new PolicyStatement({ actions: submit, resources: [resource] })];
    const { dbUser, secretArn, clusterIdentifier: cluster, database } = warehouse;
    if (secretArn !== undefined) {
      statements.push(
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
        // A secret under a customer managed key is decrypted through Secrets Manager only.
        new PolicyStatement({
          actions: ['kms:Decrypt'],
          resources: [this.arn('kms', 'key/*')],
          conditions: {
            StringEquals: {
              'kms:ViaService': `secretsmanager.${warehouse.region}.${Stack.of(this).urlSuffix}`,
              'kms:EncryptionContext:SecretARN': secretArn,
            },
          },
        }),
      );
    } else if (cluster === undefined) {
      statements.push(new PolicyStatement({ actions: ['redshift-serverless:GetCredentials'], resources: [resource] }));
    } else if (dbUser === undefined) {
      statements.push(
        new PolicyStatement({
          actions: ['redshift:GetClusterCredentialsWithIAM'],
          resources: [this.arn('redshift', `dbname:${cluster}/${plain(database)}`)],
        }),
      );
    } else {
      statements.push(
        new PolicyStatement({
          actions: ['redshift:GetClusterCredentials'],
          resources: [
            this.arn('redshift', `dbuser:${cluster}/${plain(dbUser)}`),
            this.arn('redshift', `dbname:${cluster}/${plain(database)}`),
          ],
        }),
      );
    }
    return statements;
  }

  /** A workgroup's ARN holds its UUID, which nobody can derive from its name: name it by ARN for an exact resource. */
  private arnOf({ workgroup, clusterIdentifier }: Warehouse): string {
    if (clusterIdentifier !== undefined) return this.arn('redshift', `cluster:${clusterIdentifier}`);
    if (workgroup?.startsWith('arn:')) return workgroup;
    return this.arn('redshift-serverless', 'workgroup/*');
  }

  private arn(service: string, resource: string): string {
    const { partition, account, region } = Stack.of(this);
    return `arn:${partition}:${service}:${region}:${account}:${resource}`;
  }

  /** To be attached to the cluster or namespace by hand, see the README: CloudFormation cannot add one role to a list. */
  private makeUnloadRole(config: ShuttleConfig, places: readonly PipelineStorage[]): Role {
    const { account } = Stack.of(this);
    const principal = (service: string) =>
      new ServicePrincipal(service).withConditions({ StringEquals: { 'aws:SourceAccount': account } });
    const role = new Role(this, 'UnloadRole', {
      roleName: unloadRoleName(config.stack, regionOf(config)),
      description: `Redshift writes the extracts of ${config.stack} with this role`,
      assumedBy: new CompositePrincipal(
        principal('redshift.amazonaws.com'),
        principal('redshift-serverless.amazonaws.com'),
      ),
    });
    grantUnload(role, places);
    return role;
  }
}

/**
 * What UNLOAD needs of S3: put its files, look whether the prefix is empty, and find the bucket's region. COPY reads the
 * last key set back, by the manifest that was made of it.
 */
const grantUnload = (role: IGrantable, places: readonly PipelineStorage[]): void => {
  for (const { bucket, prefix, key } of places) {
    role.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        resources: ['data', 'deletes', 'keys'].map((folder) => bucket.arnForObjects(`${prefix}${folder}/*`)),
      }),
    );
    role.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects(`${prefix}tables/*/manifests/*`)],
      }),
    );
    role.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:GetBucketLocation'], resources: [bucket.bucketArn] }),
    );
    role.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [bucket.bucketArn],
      }),
    );
    key?.grant(role, ...KEY_USE);
  }
};

/** IAM takes `*`, `?` and `$` of a name for wildcards and variables unless they are written so. */
const plain = (name: string): string => name.replaceAll(/[*?$]/g, '${$&}');

const distinct = (warehouses: readonly Warehouse[]): Warehouse[] => [
  ...new Map(warehouses.map((warehouse) => [JSON.stringify(warehouse), warehouse])).values(),
];
