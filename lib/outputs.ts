import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { allPipelines } from '../lambdas/core/config/all-pipelines';
import type { ShuttleConfig, Warehouse } from '../lambdas/core/config/shuttle-config';
import { dataApiRoleName } from './names';
import { regionOf } from './region';
import type { StatementFunctions } from './statement-functions';
import type { Storage } from './storage';
import type { Warehouses } from './warehouse';

interface Props {
  config: ShuttleConfig;
  storage: Storage;
  warehouses: Warehouses;
  functions: StatementFunctions;
}

/** What people need after a deployment: where the data lies, whom to grant what, how to attach the role of Redshift. */
export const addOutputs = (stack: Stack, { config, storage, warehouses, functions }: Props): void => {
  const output = (id: string, value: string, description: string) => new CfnOutput(stack, id, { value, description });
  if (storage.made)
    output(
      'BucketName',
      storage.made.bucketName,
      config.load === undefined ? 'The bucket that the stack made for extracts' : 'The bucket that the stack made',
    );
  output('DataApiRoleArn', functions.dataApiRole.roleArn, 'The role that submits every statement');
  if (allPipelines(config).some(({ warehouse }) => signsInByIam(warehouse))) {
    output(
      'DatabaseUser',
      `IAMR:${dataApiRoleName(config.stack, regionOf(config))}`,
      'The database user of pipelines that sign in by IAM: npx shuttle grants prints what to grant it',
    );
  }
  const role = warehouses.unloadRole;
  if (!role) return;
  output(
    'UnloadRoleArn',
    role.roleArn,
    config.load === undefined
      ? 'The role that Redshift writes to S3 with'
      : 'The role that Redshift reads and writes S3 with',
  );
  const attached = allPipelines(config)
    .map(({ warehouse }) => warehouse)
    .filter(({ iamRole }) => iamRole === undefined);
  [...new Set(attached.map((warehouse) => attachCommand(warehouse, role.roleArn)))].forEach((command, i) => {
    output(`AttachUnloadRole${i === 0 ? '' : i + 1}`, command, 'Attaches the role to the warehouse, once');
  });
};

const signsInByIam = ({ dbUser, secretArn }: Warehouse): boolean => dbUser === undefined && secretArn === undefined;

/**
 * A namespace's list of roles is replaced as a whole, so the command reads the present one first; the service lists them
 * as text `IamRole(applyStatus=..., iamRoleArn=...)`, and forgets the default role unless it is sent along.
 */
const attachCommand = ({ clusterIdentifier, workgroup, region }: Warehouse, roleArn: string): string => {
  if (clusterIdentifier !== undefined) {
    return `aws redshift modify-cluster-iam-roles --region ${region} --cluster-identifier ${clusterIdentifier} --add-iam-roles ${roleArn}`;
  }
  const serverless = `aws redshift-serverless --region ${region} --output text`;
  const own = workgroup?.startsWith('arn:') ? `workgroupArn=='${workgroup}'` : `workgroupName=='${workgroup}'`;
  return [
    `NS=$(${serverless} list-workgroups --query "workgroups[?${own}].namespaceName")`,
    `ROLES=$(${serverless} get-namespace --namespace-name $NS --query 'namespace.iamRoles' | grep -oE 'arn:[^,)[:space:]]+' | sort -u)`,
    `DEFAULT=$(${serverless} get-namespace --namespace-name $NS --query 'namespace.defaultIamRoleArn' | grep '^arn:')`,
    `${serverless} update-namespace --namespace-name $NS --iam-roles $ROLES ${roleArn} \${DEFAULT:+--default-iam-role-arn $DEFAULT}`,
  ].join('; ');
};
