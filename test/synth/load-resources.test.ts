import { definitionOf } from '../support/definition';
import { stepsOf } from '../support/policies';
import { type Synth, synth, type TemplateResource } from '../support/synth';
import { KEY_ARN, LOAD_VARIANTS, type LoadVariant } from '../support/variants';

const variant = (name: LoadVariant): Synth => synth(LOAD_VARIANTS[name]);
const all = (stack: Synth, type: string): TemplateResource[] => Object.values(stack.resources(type));
const idOf = (stack: Synth, type: string, part: string): string =>
  Object.keys(stack.resources(type)).find((id) => id.includes(part))!;

const file = (load: string, top = ''): string => `
stack: shuttle-test
warehouse: { region: eu-west-1, database: dev, workgroup: demo }
${top}
load:
  - { name: cdc, source: { format: debezium, prefix: in/cdc }${load} }
`;

describe('the stack', () => {
  it.each<[LoadVariant, RegExp[], RegExp[]]>([
    ['a load of objects', [/^start-load$/, /^submit-statement$/, /^clean-up-run$/], [/^start-run$/, /^plan-table$/]],
    ['a load of an extract pipeline', [/^start-load$/, /^start-run$/, /^clean-up-run$/], []],
  ])('makes the functions of the directions that it has pipelines of: %s', (name, there, missing) => {
    const steps = stepsOf(LOAD_VARIANTS[name]);
    const deployed = all(variant(name), 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);
    expect(deployed.toSorted()).toEqual(steps.map((step) => `shuttle-test_${step}`).toSorted());
    for (const step of there) expect(steps.some((one) => step.test(one))).toBe(true);
    for (const step of missing) expect(steps.some((one) => step.test(one))).toBe(false);
  });

  it('keeps the logical ids of what both directions share', () => {
    // Of a version the id holds a digest of all that it depends on.
    const shared = (of: LoadVariant) =>
      Object.keys(variant(of).template.Resources)
        .filter((id) =>
          /^(Functions(DataApi|submit|poll|cancel|cleanup)|Monitoring|CleanUp|Dashboard|Storage)/.test(id),
        )
        .filter((id) => !id.includes('CurrentVersion'));
    expect(shared('a load of objects').length).toBeGreaterThan(20);
    expect(shared('a load of an extract pipeline')).toEqual(expect.arrayContaining(shared('a load of objects')));
  });

  it('has one machine for a pipeline, cleaned up after, told of when it fails, with what both roles need', () => {
    const stack = variant('a load of objects');
    expect(all(stack, 'AWS::StepFunctions::StateMachine').map(({ Properties }) => Properties.StateMachineName)).toEqual(
      expect.arrayContaining(['shuttle-test_cdc', 'shuttle-test__clean-up']),
    );
    const rules = all(stack, 'AWS::Events::Rule').filter(({ Properties }) =>
      JSON.stringify(Properties.EventPattern).includes('Pipelinecdc'),
    );
    expect(rules.map(({ Properties }) => Properties.EventPattern.detail.status)).toEqual([
      ['FAILED', 'TIMED_OUT', 'ABORTED'],
      ['ABORTED', 'TIMED_OUT', 'FAILED'],
    ]);
    expect(all(stack, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName)).toContain(
      'shuttle-test_cdc_failed-runs',
    );
    expect(all(stack, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties.ScheduleExpression)).toEqual([
      'rate(1 hour)',
    ]);
  });

  it('deletes old runs by a step of its own, which is retried, and whose failure ends no run', () => {
    const stack = variant('a load of objects');
    const { States: states } = definitionOf(stack.resource('AWS::StepFunctions::StateMachine', 'Pipeline'));
    const { Retry: retry, ...state } = states.RetireLoadRuns ?? { Type: '' };
    expect(state).toMatchSnapshot();
    expect(retry?.map(({ ErrorEquals }) => ErrorEquals)).toEqual(
      states.FinishLoad?.Retry?.map(({ ErrorEquals }) => ErrorEquals),
    );
    const [fn] = all(stack, 'AWS::Lambda::Function').filter(({ Properties }) =>
      String(Properties.FunctionName).endsWith('_retire-load-runs'),
    );
    expect(fn?.Properties).toMatchObject({ MemorySize: 256, Timeout: 300 });
  });

  it('says which role to attach, and whom to grant what', () => {
    const { Outputs } = variant('a load of objects').template;
    expect(Object.keys(Outputs).sort()).toEqual([
      'AttachUnloadRole',
      'BucketName',
      'DataApiRoleArn',
      'DatabaseUser',
      'UnloadRoleArn',
    ]);
  });

  it('refuses pipelines of both directions with two keys for its one bucket', () => {
    const yaml = file(`, storage: { kmsKeyArn: "${KEY_ARN}" }`, 'extract: [{ name: lake }]');
    expect(() => synth(yaml)).toThrow(
      expect.objectContaining({
        name: 'ConfigInvalid',
        message: expect.stringMatching(/^destination\.kmsKeyArn, storage\.kmsKeyArn: .*the same key/),
      }),
    );
  });

  it('refuses warehouses of two regions', () => {
    const other = ', warehouse: { region: eu-central-1, database: dev, workgroup: demo }';
    expect(() => synth(file(other, 'extract: [{ name: lake }]'))).toThrow(/one file for each region/);
  });
});

describe('the trigger', () => {
  const stack = variant('a load that objects start');
  const queueId = idOf(stack, 'AWS::SQS::Queue', 'TriggerQueue');
  const missedStarts = { 'Fn::GetAtt': [idOf(stack, 'AWS::SQS::Queue', 'MissedStarts'), 'Arn'] };
  const rule = (of = stack) => of.resource('AWS::Events::Rule', 'ObjectCreated').Properties;
  const bucket = { Ref: idOf(stack, 'AWS::S3::Bucket', 'StorageBucket') };

  it('hears of objects below the prefix, and tells the queue which machine they start', () => {
    expect(rule()).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [bucket] }, object: { key: [{ prefix: 'in/cdc/' }] } },
      },
    });
    expect(rule().Targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [queueId, 'Arn'] },
        DeadLetterConfig: { Arn: missedStarts },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 10 },
      }),
    ]);
    const template = JSON.stringify(rule().Targets[0].InputTransformer.InputTemplate);
    expect(template).toContain(idOf(stack, 'AWS::StepFunctions::StateMachine', 'Pipelinecdc'));
    expect(template).toContain('shuttle/cdc/');
  });

  it("has the stack's own bucket send its events, without a function that would do it", () => {
    expect(stack.resource('AWS::S3::Bucket', 'StorageBucket').Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(Object.values(stack.template.Resources).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([]);
    const silent = variant('a load of objects').resource('AWS::S3::Bucket', 'StorageBucket');
    expect(silent.Properties.NotificationConfiguration).toBeUndefined();
  });

  it('keeps messages for four days, and loses none in a run of a day', () => {
    const queue = stack.template.Resources[queueId]!.Properties;
    expect(queue).toMatchObject({
      QueueName: 'shuttle-test_cdc_queue',
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 4 * 86_400,
      RedrivePolicy: { deadLetterTargetArn: missedStarts },
    });
    const { VisibilityTimeout: seconds, RedrivePolicy: redrive } = queue;
    expect(seconds * redrive.maxReceiveCount).toBeGreaterThan(86_400);
    const starter = all(stack, 'AWS::Lambda::Function').find(({ Properties }) =>
      String(Properties.FunctionName).endsWith('start-on-objects'),
    )!;
    // Lambda's advice: six times the function's timeout, and the batching window.
    expect(seconds).toBe(6 * starter.Properties.Timeout + 60);
    const policies = all(stack, 'AWS::SQS::QueuePolicy').flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    expect(policies).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        Resource: { 'Fn::GetAtt': [queueId, 'Arn'] },
      }),
    );
    expect(policies).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: expect.arrayContaining(['sqs:SendMessage']),
        Principal: { Service: 'events.amazonaws.com' },
        Resource: { 'Fn::GetAtt': [queueId, 'Arn'] },
      }),
    );
  });

  it.each([
    ['', 60],
    [', batchEvery: 5m', 300],
  ])('gathers what comes within batchEvery: %s', (option, seconds) => {
    const of = synth(file(`, trigger: { onObjectCreated: true${option} }`));
    const mapping = of.resource('AWS::Lambda::EventSourceMapping', '').Properties;
    expect(mapping).toMatchObject({
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: seconds,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(JSON.stringify(mapping.FunctionName)).toContain(idOf(of, 'AWS::Lambda::Version', 'startonobjects'));
  });

  it('hears of the commits of an extract pipeline, not of its files', () => {
    const of = variant('a load of an extract pipeline');
    expect(rule(of).EventPattern.detail.object.key).toEqual([
      { wildcard: 'shuttle/lake/tables/*/current.json' },
      { wildcard: 'shuttle/lake/groups/*/current.json' },
    ]);
  });

  it('is off where the pipeline is', () => {
    const of = synth(file(', enabled: false, trigger: { onObjectCreated: true }'));
    expect(rule(of).State).toBe('DISABLED');
  });
});
