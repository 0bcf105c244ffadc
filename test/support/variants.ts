/** A workgroup named by its ARN. */
export const WORKGROUP_ARN =
  'arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0b1c2d3e-0000-4000-8000-000000000001';
export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shuttle-AbCdEf';
export const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555';
export const SOURCE_KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/22222222-3333-4444-8555-666666666666';
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

const loads = (pipelines: string[], top = 'workgroup: demo', extract = ''): string => `
stack: shuttle-test
warehouse: { region: eu-west-1, database: dev, ${top} }
${extract}
load:
${pipelines.map((pipeline) => `  - { ${pipeline} }`).join('\n')}
`;

/** Load pipelines: every kind of source, storage, start and role, alone and beside an extract pipeline. */
export const LOAD_VARIANTS = {
  'a load of objects': loads([
    'name: cdc, schedule: rate(1 hour), source: { format: debezium, bucket: landing, prefix: in/cdc }',
  ]),
  'a load that objects start': loads([
    'name: cdc, trigger: { onObjectCreated: true }, source: { format: debezium, prefix: in/cdc }',
  ]),
  'a load with keys': loads(
    [
      `name: cdc, source: { format: dms, type: parquet, bucket: landing, prefix: dms, kmsKeyArn: "${SOURCE_KEY_ARN}" }, storage: { bucket: our-lake, kmsKeyArn: "${KEY_ARN}" }`,
    ],
    'clusterIdentifier: big, iamRole: default',
  ),
  'a load of an extract pipeline': loads(
    ['name: copy, trigger: { onObjectCreated: true }, source: { format: extract, pipeline: lake }'],
    'workgroup: demo',
    'extract: [{ name: lake }]',
  ),
  "a load of another stack's extract pipeline": loads([
    `name: copy, source: { format: extract, bucket: their-lake, prefix: shuttle/lake, kmsKeyArn: "${SOURCE_KEY_ARN}" }`,
  ]),
} as const;
export type LoadVariant = keyof typeof LOAD_VARIANTS;
