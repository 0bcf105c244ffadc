import { permissionsOf, roleOfStep, stepsOf } from '../support/policies';
import { type Synth, synth } from '../support/synth';
import { KEY_ARN, SECRET_ARN, VARIANTS, type Variant, WORKGROUP_ARN } from '../support/variants';

const made = new Map<Variant, Synth>();
const variant = (name: Variant): Synth => {
  const known = made.get(name) ?? synth(VARIANTS[name]);
  made.set(name, known);
  return known;
};

const STEPS = stepsOf(VARIANTS['a workgroup by name']);
const DATA_API_STEPS = [
  'submit-statement',
  'poll-statement',
  'cancel-statement',
  'plan-tables',
  'choose-method',
  'verify-unload',
  'copy-pages',
  'verify-pages',
  'clean-up-run',
];

/** Permissions that concern Redshift and the sign-in, not S3. */
const redshiftOf = (stack: Synth): string[] =>
  permissionsOf(stack, roleOfStep(stack, 'submit-statement')).filter((text) => !text.startsWith('s3:'));

const OWN = `if {"StringLike":{"redshift-data:statement-owner-iam-userid":"${'arn:aws:x:eu-west-1:123456789012:FunctionsDataApiRole'}:*"}}`;
const STATEMENTS = [
  `redshift-data:CancelStatement on * ${OWN}`,
  `redshift-data:DescribeStatement on * ${OWN}`,
  `redshift-data:GetStatementResult on * ${OWN}`,
  'redshift-data:ListStatements on *',
];
const submitOn = (arn: string): string[] => [
  `redshift-data:BatchExecuteStatement on ${arn}`,
  `redshift-data:ExecuteStatement on ${arn}`,
];
const CLUSTER = 'arn:aws:redshift:eu-west-1:123456789012:cluster:big';
const ANY_WORKGROUP = 'arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/*';
const SECRET = [
  `kms:Decrypt on arn:aws:kms:eu-west-1:123456789012:key/* if {"StringEquals":{"kms:ViaService":"secretsmanager.eu-west-1.amazonaws.com","kms:EncryptionContext:SecretARN":"${SECRET_ARN}"}}`,
  `secretsmanager:GetSecretValue on ${SECRET_ARN}`,
];

describe('the Data API role', () => {
  it.each<[Variant, string[]]>([
    ['a workgroup by name', [...submitOn(ANY_WORKGROUP), `redshift-serverless:GetCredentials on ${ANY_WORKGROUP}`]],
    ['a workgroup by ARN', [...submitOn(WORKGROUP_ARN), `redshift-serverless:GetCredentials on ${WORKGROUP_ARN}`]],
    ['a workgroup with a secret', [...submitOn(ANY_WORKGROUP), ...SECRET]],
    [
      'a cluster by IAM',
      [
        ...submitOn(CLUSTER),
        'redshift:GetClusterCredentialsWithIAM on arn:aws:redshift:eu-west-1:123456789012:dbname:big/dev',
      ],
    ],
    [
      'a cluster with dbUser',
      [
        ...submitOn(CLUSTER),
        'redshift:GetClusterCredentials on arn:aws:redshift:eu-west-1:123456789012:dbname:big/dev',
        'redshift:GetClusterCredentials on arn:aws:redshift:eu-west-1:123456789012:dbuser:big/shuttle',
      ],
    ],
    ['a cluster with a secret', [...submitOn(CLUSTER), ...SECRET]],
  ])('signs in to %s, and looks at its own statements only', (name, signIn) => {
    const keys = (text: string): boolean => !text.includes(KEY_ARN);
    expect(redshiftOf(variant(name)).filter(keys)).toEqual([...STATEMENTS, ...signIn].sort());
  });

  it('has the statement owner as a role id, whatever the session is called', () => {
    const stack = variant('a workgroup by name');
    const policies = JSON.stringify(stack.resources('AWS::IAM::Policy'));
    expect(policies).toContain('[{"Fn::GetAtt":["FunctionsDataApiRole880FB612","RoleId"]},":*"]');
    expect(policies).not.toContain('aws:userid');
  });

  it.each(Object.keys(VARIANTS) as Variant[])(
    'is the role of all functions that touch the Data API, for %s',
    (name) => {
      const stack = variant(name);
      const shared = roleOfStep(stack, 'submit-statement');
      expect(STEPS.filter((step) => roleOfStep(stack, step) === shared).sort()).toEqual([...DATA_API_STEPS].sort());
      for (const step of STEPS.filter((other) => !DATA_API_STEPS.includes(other))) {
        expect(permissionsOf(stack, roleOfStep(stack, step)).filter((text) => /redshift|secrets/.test(text))).toEqual(
          [],
        );
      }
    },
  );

  it('takes wildcards and variables in a name for what they are', () => {
    const stack = synth(VARIANTS['a cluster with dbUser'].replace('dbUser: shuttle', 'dbUser: "a*b${c}"'));
    expect(redshiftOf(stack)).toContain(
      'redshift:GetClusterCredentials on arn:aws:redshift:eu-west-1:123456789012:dbuser:big/a${*}b${$}{c}',
    );
  });
});

const MADE = 'arn:aws:x:eu-west-1:123456789012:StorageBucket';
const EXISTING = 'arn:aws:s3:::our-lake';

/** Action → parts of the pipeline's prefix (or the bucket), by step: what each function does with S3 and nothing more. */
const CURRENT = ['tables/*/current.json', 'groups/*/current.json'];
const COMMITTED = ['runs/*', 'tables/*/schemas/*', ...CURRENT];
const S3: Record<string, Record<string, string[]>> = {
  'submit-statement': {
    's3:GetObject': [
      'runs/*',
      'data/*/manifest',
      'deletes/*/manifest',
      'keys/*/manifest',
      'tables/*/manifests/*',
      'lock.json',
    ],
    's3:PutObject': ['runs/*', 'data/*', 'tables/*/manifests/*', 'quarantine/*'],
    's3:DeleteObject': ['data/*', 'deletes/*/manifest', 'keys/*/manifest', 'quarantine/*', 'lock.json'],
    's3:AbortMultipartUpload': ['data/*'],
    's3:ListBucket': [''],
    's3:ListBucketMultipartUploads': [''],
  },
  'start-run': {
    's3:GetObject': ['lock.json'],
    's3:PutObject': ['lock.json', 'runs/*'],
    's3:ListBucket': [''],
  },
  'plan-table': {
    's3:GetObject': COMMITTED,
    's3:PutObject': ['runs/*'],
    's3:ListBucket': [''],
  },
  'commit-table': {
    's3:GetObject': ['runs/*', 'lock.json', ...CURRENT],
    's3:PutObject': ['runs/*', 'tables/*/schemas/*', ...CURRENT],
    's3:DeleteObject': ['tables/*/current.json'],
    's3:ListBucket': [''],
  },
  'register-table': {
    's3:GetObject': COMMITTED,
    's3:ListBucket': [''],
  },
  'retire-batches': {
    's3:GetObject': ['runs/*', ...CURRENT],
    's3:PutObject': CURRENT,
    's3:DeleteObject': ['data/*', 'deletes/*', 'keys/*', 'tables/*/manifests/*'],
    's3:ListBucket': [''],
  },
  'record-failure': {
    's3:GetObject': ['runs/*', ...CURRENT],
    's3:PutObject': ['runs/*'],
    's3:ListBucket': [''],
  },
  'retire-runs': {
    's3:GetObject': ['lock.json'],
    's3:DeleteObject': ['runs/*'],
    's3:ListBucket': [''],
  },
  'finish-run': {
    's3:GetObject': [...COMMITTED, 'lock.json'],
    's3:PutObject': ['runs/*'],
    's3:DeleteObject': ['lock.json'],
    's3:ListBucket': [''],
  },
};

const linesFor = (bucket: string, step: string): string[] =>
  Object.entries(S3[step] ?? {}).flatMap(([action, parts]) =>
    parts.map((part) => `${action} on ${part === '' ? bucket : `${bucket}/shuttle/lake/${part}`}`),
  );
const keyUse = (arn: string): string[] => ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => `${action} on ${arn}`);

describe('each function in S3', () => {
  it.each<[Variant, string, string[]]>([
    ['a workgroup by name', MADE, []],
    ['a cluster by IAM', MADE, keyUse(KEY_ARN)],
    ['a cluster with dbUser', EXISTING, []],
    ['a cluster with a secret', EXISTING, keyUse(KEY_ARN)],
  ])('is let into the part of the bucket that it works on, for %s', (name, bucket, keys) => {
    const stack = variant(name);
    for (const step of STEPS.filter((one) => one in S3)) {
      const allowed = permissionsOf(stack, roleOfStep(stack, step)).filter(
        (text) => text.startsWith('s3:') || keys.includes(text),
      );
      expect({ step, allowed }).toEqual({ step, allowed: [...linesFor(bucket, step), ...keys].sort() });
    }
  });

  it('asks nothing else of AWS, but StartRun after executions of the pipeline', () => {
    const stack = variant('a workgroup by name');
    const others = STEPS.filter((step) => !DATA_API_STEPS.includes(step)).flatMap((step) =>
      permissionsOf(stack, roleOfStep(stack, step))
        .filter((text) => !text.startsWith('s3:'))
        .map((text) => `${step}: ${text}`),
    );
    expect(others).toEqual([
      'start-run: states:DescribeExecution on arn:aws:states:eu-west-1:123456789012:execution:shuttle-test_lake:*',
    ]);
  });

  it('asks the Glue Data Catalog for tables of the pipeline alone, by the one step that registers them', () => {
    const stack = variant('a Glue catalog');
    const glue = (step: string) =>
      permissionsOf(stack, roleOfStep(stack, step)).filter((text) => /glue|lakeformation/.test(text));
    expect(STEPS.filter((step) => glue(step).length > 0)).toEqual(['register-table']);
    const actions = [
      'BatchCreatePartition',
      'BatchDeletePartition',
      'CreateTable',
      'GetPartitions',
      'GetTable',
      'UpdatePartition',
      'UpdateTable',
    ];
    const places = ['catalog', 'database/lakehouse', 'table/lakehouse/*__*'];
    expect(glue('register-table')).toEqual(
      actions.flatMap((action) => places.map((at) => `glue:${action} on arn:aws:glue:eu-west-1:123456789012:${at}`)),
    );
  });

  it('names every step that has a role of its own', () => {
    expect(Object.keys(S3).sort()).toEqual(
      ['submit-statement', ...STEPS.filter((step) => !DATA_API_STEPS.includes(step))].sort(),
    );
  });
});

describe('the role for UNLOAD', () => {
  const unloadRole = (name: Variant): string | undefined =>
    Object.keys(variant(name).resources('AWS::IAM::Role')).find((id) => id.includes('UnloadRole'));

  it.each<[Variant, string, string[]]>([
    ['a workgroup by name', MADE, []],
    ['a cluster by IAM', MADE, keyUse(KEY_ARN)],
    ['a cluster with dbUser', EXISTING, []],
  ])('writes data of the pipelines and nothing else, for %s', (name, bucket, keys) => {
    const data = ['AbortMultipartUpload', 'GetObject', 'ListMultipartUploadParts', 'PutObject'];
    expect(permissionsOf(variant(name), unloadRole(name)!)).toEqual(
      [
        ...keys,
        ...['data', 'deletes', 'keys'].flatMap((folder) =>
          data.map((action) => `s3:${action} on ${bucket}/shuttle/lake/${folder}/*`),
        ),
        // COPY reads the last key set by its manifest.
        `s3:GetObject on ${bucket}/shuttle/lake/tables/*/manifests/*`,
        ...['GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads'].map(
          (action) => `s3:${action} on ${bucket}`,
        ),
      ].sort(),
    );
  });

  it('is assumed by Redshift on behalf of this account only', () => {
    const role = variant('a workgroup by name').resource('AWS::IAM::Role', 'UnloadRole');
    const condition = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual(
      ['redshift.amazonaws.com', 'redshift-serverless.amazonaws.com'].map((Service) => ({
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service },
        Condition: condition,
      })),
    );
  });

  it.each<Variant>(['a workgroup by ARN', 'a cluster with a secret'])('is not made where one is given: %s', (name) => {
    expect(unloadRole(name)).toBeUndefined();
  });
});

describe('the state machine', () => {
  it('reads and writes below runs/ only, calls every version of its functions, and watches its own children', () => {
    const stack = variant('a cluster by IAM');
    const role = Object.keys(stack.resources('AWS::IAM::Role')).find((id) => /^Pipeline.*StateMachineRole/.test(id))!;
    const lines = permissionsOf(stack, role).filter((text) => !/^(logs|xray):/.test(text));
    const calls = lines.filter((text) => text.startsWith('lambda:'));
    const steps = STEPS.filter((step) => step !== 'clean-up-run');
    expect(calls).toEqual(
      steps
        .map(
          (step) =>
            `lambda:InvokeFunction on arn:aws:x:eu-west-1:123456789012:Functions${step.replaceAll('-', '')}Function:*`,
        )
        .sort(),
    );
    const runs = `${MADE}/shuttle/lake/runs/*`;
    expect(lines.filter((text) => /^(s3|kms):/.test(text))).toEqual([
      ...keyUse(KEY_ARN),
      ...['AbortMultipartUpload', 'GetObject', 'ListMultipartUploadParts', 'PutObject'].map(
        (it) => `s3:${it} on ${runs}`,
      ),
    ]);
    expect(lines.filter((text) => text.startsWith('states:')).map((text) => text.split(' ')[0])).toEqual([
      'states:DescribeExecution',
      'states:RedriveExecution',
      'states:StartExecution',
      'states:StopExecution',
    ]);
  });
});
