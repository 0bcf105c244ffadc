/** A workgroup named by its ARN. */
export const WORKGROUP_ARN =
  'arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0b1c2d3e-0000-4000-8000-000000000001';
export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shuttle-AbCdEf';
export const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555';
export const ROLE_ARNS = ['arn:aws:iam::123456789012:role/unload', 'arn:aws:iam::210987654321:role/landing'];

const file = (warehouse: string, pipeline = ''): string => `
stack: shuttle-test
warehouse: { region: eu-west-1, database: dev, ${warehouse} }
extract:
  - { name: lake, schedule: rate(1 day)${pipeline} }
`;

/** Every way to sign in, and every kind of destination and UNLOAD role, once at least. */
export const VARIANTS = {
  'a workgroup by name': file('workgroup: demo'),
  'a workgroup by ARN': file(`workgroup: "${WORKGROUP_ARN}", iamRole: default`),
  'a workgroup with a secret': file(`workgroup: demo, secretArn: "${SECRET_ARN}"`),
  'a cluster by IAM': file('clusterIdentifier: big', `, destination: { kmsKeyArn: "${KEY_ARN}" }`),
  'a cluster with dbUser': file('clusterIdentifier: big, dbUser: shuttle', ', destination: { bucket: our-lake }'),
  'a cluster with a secret': file(
    `clusterIdentifier: big, secretArn: "${SECRET_ARN}", iamRole: "${ROLE_ARNS.join(',')}"`,
    `, destination: { bucket: our-lake, kmsKeyArn: "${KEY_ARN}" }`,
  ),
  'a Glue catalog': file('workgroup: demo', ', catalog: { database: lakehouse }'),
} as const;
export type Variant = keyof typeof VARIANTS;
