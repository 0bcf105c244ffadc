import type { Warehouse } from '../config/shuttle-config';

/**
 * The AWS CLI commands that attach the role that the stack makes to a warehouse.
 * https://docs.aws.amazon.com/cli/latest/reference/redshift-serverless/update-namespace.html
 */
export const attachRole = (warehouse: Warehouse, roleArn: string): string[] => {
  const { clusterIdentifier, region } = warehouse;
  if (clusterIdentifier !== undefined) {
    return [
      'Attach the role that writes to S3. Adding it leaves the roles of the cluster as they are:',
      `  aws redshift modify-cluster-iam-roles --region ${region} --cluster-identifier ${clusterIdentifier} --add-iam-roles ${roleArn}`,
    ];
  }
  const namespace = '--namespace-name "$namespace"';
  return [
    'Attach the role that writes to S3. CAUTION: --iam-roles REPLACES the list of the namespace, so name every role that',
    'is attached already (first command) beside the new one, and its default role, if it has one, with',
    '--default-iam-role-arn; without a default leave that option away.',
    `  namespace=$(${namespaceOf(warehouse)})`,
    `  aws redshift-serverless get-namespace --region ${region} ${namespace} --query "namespace.[iamRoles, defaultIamRoleArn]"`,
    `  aws redshift-serverless update-namespace --region ${region} ${namespace} \\`,
    `    --iam-roles <ARN of every role listed above> ${roleArn} \\`,
    '    --default-iam-role-arn <ARN of the default role listed above>',
  ];
};

/** A workgroup's ARN holds an id, not its name. */
const namespaceOf = ({ workgroup = '', region }: Warehouse): string =>
  workgroup.startsWith('arn:')
    ? `aws redshift-serverless list-workgroups --region ${region} --query "workgroups[?workgroupArn=='${workgroup}'].namespaceName" --output text`
    : `aws redshift-serverless get-workgroup --region ${region} --workgroup-name ${workgroup} --query workgroup.namespaceName --output text`;
