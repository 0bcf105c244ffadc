import { errorClasses } from '../../lambdas/core/errors';
import { stepsOf } from '../support/policies';
import { type Synth, synth, type TemplateResource } from '../support/synth';
import { KEY_ARN, ROLE_ARNS, VARIANTS, WORKGROUP_ARN } from '../support/variants';

const file = (pipeline: string, warehouse = 'workgroup: demo', top = ''): string => `
stack: shuttle-test
${top}
warehouse: { region: eu-west-1, database: dev, ${warehouse} }
extract:
  - { name: lake${pipeline} }
`;
const stack = synth(file(', schedule: rate(1 day)', 'workgroup: demo', 'alarmEmail: data@example.com'));
const STEPS = stepsOf(file(''));
const all = (type: string, of: Synth = stack): TemplateResource[] => Object.values(of.resources(type));
const idOf = (type: string, part: string): string =>
  Object.keys(stack.resources(type)).find((id) => id.includes(part))!;
const QUEUE = { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'MissedStarts'), 'Arn'] };
const MACHINE = { Ref: idOf('AWS::StepFunctions::StateMachine', 'Pipeline') };

describe('the schedule', () => {
  it('starts the pipeline with {} at its minute, tries 3 times in 10 minutes, then leaves a message', () => {
    const [schedule] = all('AWS::Scheduler::Schedule');
    expect(schedule?.Properties).toMatchObject({
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'rate(1 day)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      Target: {
        Arn: MACHINE,
        Input: '{}',
        DeadLetterConfig: { Arn: QUEUE },
        RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 3 },
      },
    });
  });

  it.each([
    [', enabled: false, schedule: rate(1 day)'],
    [', schedule: { expression: "cron(0 3 * * ? *)", enabled: false, timezone: Europe/Berlin }'],
  ])('is off for %s', (pipeline) => {
    expect(all('AWS::Scheduler::Schedule', synth(file(pipeline)))[0]?.Properties.State).toBe('DISABLED');
  });

  it('is not there when the file names none', () => {
    expect(all('AWS::Scheduler::Schedule', synth(file('')))).toEqual([]);
  });
});

describe('monitoring', () => {
  it('notifies once of each failed run, and keeps AlreadyRunning apart', () => {
    const rules = all('AWS::Events::Rule').filter(
      ({ Properties }) => Properties.Name === 'shuttle-test_lake_failed-runs',
    );
    expect(rules).toHaveLength(1);
    const { EventPattern: pattern, Targets: targets } = rules[0]!.Properties;
    expect(pattern.detail.stateMachineArn).toEqual([MACHINE]);
    expect(pattern.detail.status).toEqual(['FAILED', 'TIMED_OUT', 'ABORTED']);
    expect(pattern.detail.error).toEqual([{ 'anything-but': ['AlreadyRunning'] }, { exists: false }, null]);
    expect(Object.keys(errorClasses)).toContain('AlreadyRunning');
    expect(targets).toHaveLength(1);
    expect(targets[0].Arn).toEqual({ Ref: idOf('AWS::SNS::Topic', 'Topic') });
    // The alarm of failed runs shows; only the one of missed starts, which no rule sees, tells.
    const telling = all('AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.AlarmActions);
    expect(telling.map(({ Properties }) => Properties.AlarmName)).toEqual(['shuttle-test_missed-starts']);
  });

  it('lets the rules and the alarm of this stack publish, by TLS, and nobody else', () => {
    const [policy] = all('AWS::SNS::TopicPolicy');
    const statements = policy?.Properties.PolicyDocument.Statement as Record<string, unknown>[];
    expect(statements).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { ArnLike: { 'aws:SourceArn': expect.objectContaining({ 'Fn::Join': expect.anything() }) } },
      }),
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnLike: { 'aws:SourceArn': expect.objectContaining({ 'Fn::Join': expect.anything() }) } },
      }),
    ]);
    expect(JSON.stringify(statements)).toContain(':rule/shuttle-test_*');
    expect(JSON.stringify(statements)).toContain(':alarm:shuttle-test_*');
    for (const { Properties } of all('AWS::CloudWatch::Alarm')) expect(Properties.AlarmName).toMatch(/^shuttle-test_/);
    for (const { Properties } of all('AWS::Events::Rule').filter(
      ({ Properties: { Targets } }) => !Targets[0].RoleArn,
    )) {
      expect(Properties.Name).toMatch(/^shuttle-test_/);
    }
  });

  it('mails to the address of the file', () => {
    expect(all('AWS::SNS::Subscription').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ Protocol: 'email', Endpoint: 'data@example.com' }),
    ]);
    expect(all('AWS::SNS::Subscription', synth(file('')))).toEqual([]);
  });

  it('watches the clean-up too', () => {
    const rules = all('AWS::Events::Rule').map(({ Properties }) => Properties.Name);
    expect(rules).toContain('shuttle-test__clean-up_failed-runs');
  });
});

describe('the clean-up', () => {
  it('runs after each execution of exactly this machine that ended early, and says so when it cannot', () => {
    const rule = stack.resource('AWS::Events::Rule', 'EndedEarly');
    expect(rule.Properties.EventPattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [MACHINE], status: ['ABORTED', 'TIMED_OUT', 'FAILED'] },
    });
    expect(rule.Properties.Targets).toEqual([
      expect.objectContaining({
        Arn: { Ref: idOf('AWS::StepFunctions::StateMachine', 'CleanUp') },
        DeadLetterConfig: { Arn: QUEUE },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 10 },
      }),
    ]);
    const statements = all('AWS::SQS::QueuePolicy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: {
          ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [idOf('AWS::Events::Rule', 'EndedEarly'), 'Arn'] } },
        },
      }),
    );
  });
});

describe('the bucket', () => {
  it('is private, encrypted, versioned, kept, and forgets what is replaced or given up', () => {
    const [bucket] = all('AWS::S3::Bucket');
    expect(bucket?.DeletionPolicy).toBe('Retain');
    expect(bucket?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          { NoncurrentVersionExpiration: { NoncurrentDays: 7 }, ExpiredObjectDeleteMarker: true, Status: 'Enabled' },
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 }, Status: 'Enabled' },
        ],
      },
    });
  });

  it('refuses whoever comes without TLS 1.2', () => {
    const denials = all('AWS::S3::BucketPolicy')[0]?.Properties.PolicyDocument.Statement as {
      Effect: string;
      Condition: unknown;
    }[];
    expect(denials.map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
      ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
      ['Deny', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
    ]);
  });

  it('takes the key of the file', () => {
    const [bucket] = all('AWS::S3::Bucket', synth(file(`, destination: { kmsKeyArn: "${KEY_ARN}" }`)));
    expect(bucket?.Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { KMSMasterKeyID: KEY_ARN, SSEAlgorithm: 'aws:kms' } },
    ]);
  });

  it('is not made where every pipeline names one', () => {
    const other = synth(file(', destination: { bucket: our-lake }'));
    expect(all('AWS::S3::Bucket', other)).toEqual([]);
    expect(all('AWS::S3::BucketPolicy', other)).toEqual([]);
    expect(all('AWS::KMS::Key', other)).toEqual([]);
  });
});

describe('functions and machines', () => {
  it('run on Node 24 and arm64, log as JSON into groups of their own, kept for a month', () => {
    const functions = all('AWS::Lambda::Function');
    expect(functions).toHaveLength(STEPS.length);
    const groups = new Set<string>();
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
      });
      expect(Properties.Timeout).toBeLessThanOrEqual(900);
      groups.add(Properties.LoggingConfig.LogGroup.Ref);
    }
    expect(groups.size).toBe(STEPS.length);
    for (const { Properties } of all('AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBe(30);
      expect(Properties.LogGroupName).toMatch(/^\/aws\/(lambda|vendedlogs\/states)\/shuttle-test_/);
    }
  });

  it('keep published versions, which runs under way still call', () => {
    const versions = all('AWS::Lambda::Version');
    expect(versions).toHaveLength(STEPS.length);
    expect(versions.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(versions.map(() => 'Retain'));
  });

  it('log every event of an execution, but never its data', () => {
    const machines = all('AWS::StepFunctions::StateMachine');
    expect(machines).toHaveLength(2);
    for (const { Properties } of machines) {
      expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
      expect(Properties.StateMachineType).toBe('STANDARD');
    }
  });
});

describe('the outputs', () => {
  const outputsOf = (of: Synth): Record<string, string> =>
    Object.fromEntries(
      Object.entries(of.template.Outputs).map(([id, { Value }]) => [
        id,
        typeof Value === 'string' ? Value : JSON.stringify(Value),
      ]),
    );

  it('name the bucket, the roles, the database user and how to attach the role to a namespace', () => {
    const outputs = outputsOf(stack);
    expect(Object.keys(outputs)).toEqual([
      'BucketName',
      'DataApiRoleArn',
      'DatabaseUser',
      'UnloadRoleArn',
      'AttachUnloadRole',
    ]);
    expect(outputs.DatabaseUser).toBe('IAMR:shuttle-test-eu-west-1-data');
    expect(stack.resource('AWS::IAM::Role', 'DataApi').Properties.RoleName).toBe('shuttle-test-eu-west-1-data');
    expect(outputs.AttachUnloadRole).toContain("workgroupName=='demo'");
    expect(outputs.AttachUnloadRole).toContain('update-namespace --namespace-name $NS --iam-roles $ROLES ');
    expect(outputs.AttachUnloadRole).toContain('--default-iam-role-arn $DEFAULT');
  });

  it.each([
    [
      'a cluster',
      'clusterIdentifier: big',
      'modify-cluster-iam-roles --region eu-west-1 --cluster-identifier big --add-iam-roles ',
    ],
    ['a workgroup by ARN', `workgroup: "${WORKGROUP_ARN}"`, `workgroupArn=='${WORKGROUP_ARN}'`],
  ])('attach the role to %s', (_, warehouse, command) => {
    expect(outputsOf(synth(file('', warehouse))).AttachUnloadRole).toContain(command);
  });

  it('leave out what the stack does not make', () => {
    expect(Object.keys(outputsOf(synth(VARIANTS['a cluster with a secret'])))).toEqual(['DataApiRoleArn']);
  });

  it('give the chain of roles of the file to UNLOAD as it is', () => {
    const machine = synth(VARIANTS['a cluster with a secret']).resource('AWS::StepFunctions::StateMachine', 'Pipeline');
    expect(JSON.stringify(machine.Properties.DefinitionString)).toContain(
      `\\"unloadRole\\":\\"${ROLE_ARNS.join(',')}\\"`,
    );
  });
});
