import { Stack } from 'aws-cdk-lib';
import { CompositePrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allPipelines, type Pipeline } from '../lambdas/core/config/all-pipelines';
import type { ShuttleConfig, Warehouse } from '../lambdas/core/config/shuttle-config';
import { unloadRoleName } from './names';
import { plain } from './plain-name';
import { grantCopy, grantUnload } from './redshift-grants';
import { regionOf } from './region';
import type { Storage } from './storage';

/** The role that Redshift reads and writes S3 with, and what a function needs to run SQL. */
export class Warehouses extends Construct {
  private readonly config: ShuttleConfig;
  /** For UNLOAD and COPY; made for pipelines whose warehouse names no iamRole. */
  readonly unloadRole: Role | undefined;

  constructor(scope: Construct, id: string, { config, storage }: { config: ShuttleConfig; storage: Storage }) {
    super(scope, id);
    this.config = config;
    const own = allPipelines(config).filter(({ warehouse }) => warehouse.iamRole === undefined);
    if (own.length > 0) this.unloadRole = this.makeUnloadRole(config, own, storage);
  }

  /** What stands behind IAM_ROLE: an ARN, a comma chain, or `default`. */
  roleOf(pipeline: Pipeline): string {
    const role = pipeline.warehouse.iamRole ?? this.unloadRole?.roleArn;
    if (role === undefined) throw new Error(`no role of Redshift for pipeline ${pipeline.name}`);
    return role;
  }

  /** Lets a role submit statements to every warehouse, and look at and cancel those that it owns. */
  grantStatements(role: Role): void {
    const warehouses = distinct(allPipelines(this.config).map(({ warehouse }) => warehouse));
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
  private makeUnloadRole(config: ShuttleConfig, pipelines: readonly Pipeline[], storage: Storage): Role {
    const { account } = Stack.of(this);
    const principal = (service: string) =>
      new ServicePrincipal(service).withConditions({ StringEquals: { 'aws:SourceAccount': account } });
    const role = new Role(this, 'UnloadRole', {
      roleName: unloadRoleName(config.stack, regionOf(config)),
      description: config.load
        ? `Redshift reads and writes the files of ${config.stack} with this role`
        : `Redshift writes the extracts of ${config.stack} with this role`,
      assumedBy: new CompositePrincipal(
        principal('redshift.amazonaws.com'),
        principal('redshift-serverless.amazonaws.com'),
      ),
    });
    for (const pipeline of pipelines) {
      if (pipeline.kind === 'extract') grantUnload(role, storage.of(pipeline));
      else grantCopy(role, pipeline, storage);
    }
    return role;
  }
}

const distinct = (warehouses: readonly Warehouse[]): Warehouse[] => [
  ...new Map(warehouses.map((warehouse) => [JSON.stringify(warehouse), warehouse])).values(),
];
