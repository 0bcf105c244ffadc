import { permissionsOf, roleOfStep, stepsOf } from '../support/policies';
import { type Synth, synth } from '../support/synth';
import { KEY_ARN, LOAD_VARIANTS, type LoadVariant, SOURCE_KEY_ARN } from '../support/variants';

const made = new Map<LoadVariant, Synth>();
const variant = (name: LoadVariant): Synth => {
  const known = made.get(name) ?? synth(LOAD_VARIANTS[name]);
  made.set(name, known);
  return known;
};

const MADE = 'arn:aws:x:eu-west-1:123456789012:StorageBucket';
const FOLDER = `${MADE}/shuttle/cdc`;
const STATES = 'arn:aws:states:eu-west-1:123456789012';

/** What a function may do with objects, as `<read, write ...> <place below the pipeline's folder>`. */
const accessOf = (stack: Synth, step: string, folder = FOLDER): string[] =>
  permissionsOf(stack, roleOfStep(stack, step))
    .flatMap((text) => {
      const [, action, place] = /^s3:(\w+) on (.+)$/.exec(text) ?? [];
      return action !== undefined && place?.startsWith(`${folder}/`)
        ? [`${action.replace('Object', '').toLowerCase()} ${place.slice(folder.length + 1)}`]
        : [];
    })
    .sort();

/** The others: what it may do beyond its pipelines' folders. */
const othersOf = (stack: Synth, step: string, folder = FOLDER): string[] =>
  permissionsOf(stack, roleOfStep(stack, step)).filter((text) => !text.includes(` on ${folder}/`));

const LIST = `s3:ListBucket on ${MADE}`;
const LANDING = 'arn:aws:s3:::landing';

describe('each function of a load in S3', () => {
  it.each<[step: string, access: string[]]>([
    ['start-load', ['get lock.json', 'put lock.json', 'put runs/*']],
    ['collect-objects', ['get collect/*', 'get lock.json', 'get runs/*', 'put collect/*', 'put runs/*']],
    ['scan-objects', ['get runs/*', 'get staging/*', 'put staging/*']],
    [
      'plan-columns',
      ['get runs/*', 'get staging/*', 'get tables/*/names.json', 'put staging/*', 'put tables/*/names.json'],
    ],
    ['stage-objects', ['get runs/*', 'get staging/*', 'put quarantine/*', 'put staging/*']],
    ['plan-loads', ['get collect/*', 'get runs/*', 'get staging/*', 'put runs/*', 'put staging/*']],
    ['plan-batches', ['get collect/*', 'get runs/*', 'put runs/*']],
    ['prepare-table', ['get runs/*']],
    ['record-load-failure', ['get runs/*', 'put runs/*']],
    ['retire-load-runs', ['delete runs/*', 'get collect/state.json', 'get lock.json']],
    [
      'finish-load',
      [
        'delete collect/batches/*',
        'delete lock.json',
        'delete staging/*',
        'get collect/*',
        'get lock.json',
        'get runs/*',
        'get staging/*',
        'put collect/*',
        'put runs/*',
      ],
    ],
    [
      'submit-statement',
      [
        'delete lock.json',
        'get collect/*',
        'get lock.json',
        'get runs/*',
        'get staging/*',
        'put collect/*',
        'put quarantine/*',
        'put runs/*',
        'put staging/*',
      ],
    ],
  ])('%s is let into the part of the folder that it works on', (step, access) => {
    expect(accessOf(variant('a load of objects'), step)).toEqual(access);
  });

  it('is let into the source by the one that lists it and those that read it, and nobody else', () => {
    const stack = variant('a load of objects');
    const steps = stepsOf(LOAD_VARIANTS['a load of objects']);
    const source = steps.flatMap((step) =>
      permissionsOf(stack, roleOfStep(stack, step))
        .filter((text) => text.includes(LANDING))
        .map((text) => `${step}: ${text}`),
    );
    expect(source).toEqual([
      `collect-objects: s3:ListBucket on ${LANDING} if {"StringLike":{"s3:prefix":"in/cdc/*"}}`,
      ...['scan-objects', 'stage-objects'].flatMap((step) => [
        `${step}: s3:GetObject on ${LANDING}/in/cdc/*`,
        // Of an object that is gone S3 says so only to whoever may list.
        `${step}: s3:ListBucket on ${LANDING}`,
      ]),
    ]);
  });

  it('decrypts the source where it is read, and uses the key of the storage where something is kept', () => {
    const stack = variant('a load with keys');
    const decrypts = (key: string, step: string) =>
      permissionsOf(stack, roleOfStep(stack, step)).filter((text) => text.endsWith(key));
    const steps = stepsOf(LOAD_VARIANTS['a load with keys']);
    expect(steps.filter((step) => decrypts(SOURCE_KEY_ARN, step).length > 0)).toEqual([
      'scan-objects',
      'stage-objects',
    ]);
    expect(decrypts(SOURCE_KEY_ARN, 'scan-objects')).toEqual([`kms:Decrypt on ${SOURCE_KEY_ARN}`]);
    expect(steps.filter((step) => decrypts(KEY_ARN, step).length === 2)).toEqual(steps);
  });

  it('asks nothing else of AWS, but the first step after executions of the pipeline', () => {
    const stack = variant('a load of objects');
    const data = roleOfStep(stack, 'submit-statement');
    const own = stepsOf(LOAD_VARIANTS['a load of objects']).filter((step) => roleOfStep(stack, step) !== data);
    expect(
      own.flatMap((step) =>
        othersOf(stack, step)
          .filter((text) => text !== LIST && !text.includes(LANDING))
          .map((text) => `${step}: ${text}`),
      ),
    ).toEqual([`start-load: states:DescribeExecution on ${STATES}:execution:shuttle-test_cdc:*`]);
  });

  it('shares the role that runs statements among those that read what they did', () => {
    const stack = variant('a load of objects');
    const data = roleOfStep(stack, 'submit-statement');
    expect(stepsOf(LOAD_VARIANTS['a load of objects']).filter((step) => roleOfStep(stack, step) === data)).toEqual([
      'submit-statement',
      'poll-statement',
      'cancel-statement',
      'clean-up-run',
      'plan-changes',
      'commit-load',
      'judge-load',
      'set-aside',
    ]);
  });

  it('reads checkpoints, manifests and schemas of an extract pipeline, never its rows', () => {
    const stack = variant("a load of another stack's extract pipeline");
    const source = 'arn:aws:s3:::their-lake';
    const ofSource = (step: string) =>
      permissionsOf(stack, roleOfStep(stack, step)).filter((text) => text.includes(source) || text.includes('kms:'));
    expect(ofSource('plan-batches')).toEqual([
      `kms:Decrypt on ${SOURCE_KEY_ARN}`,
      `s3:GetObject on ${source}/shuttle/lake/groups/*`,
      `s3:GetObject on ${source}/shuttle/lake/tables/*`,
      `s3:ListBucket on ${source}`,
    ]);
    expect(ofSource('plan-changes')).toEqual([
      `kms:Decrypt on ${SOURCE_KEY_ARN}`,
      `s3:GetObject on ${source}/shuttle/lake/tables/*`,
      `s3:ListBucket on ${source}`,
    ]);
    expect(ofSource('scan-objects')).toEqual([]);
  });
});

describe('the function that objects start', () => {
  it('looks at the lock, and starts the machines of the pipelines with a trigger', () => {
    const stack = variant('a load that objects start');
    expect(accessOf(stack, 'start-on-objects')).toEqual(['get lock.json']);
    const queue = 'arn:aws:x:eu-west-1:123456789012:PipelinecdcTriggerQueue';
    expect(othersOf(stack, 'start-on-objects')).toEqual(
      [
        LIST,
        `states:DescribeExecution on ${STATES}:execution:shuttle-test_cdc:*`,
        `states:StartExecution on ${STATES}:stateMachine:shuttle-test_cdc`,
        ...['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
          (action) => `sqs:${action} on ${queue}`,
        ),
      ].sort(),
    );
  });

  it.each<LoadVariant>(['a load of objects', "a load of another stack's extract pipeline"])(
    'is not there without a trigger: %s',
    (name) => {
      expect(stepsOf(LOAD_VARIANTS[name])).not.toContain('start-on-objects');
      expect(variant(name).resources('AWS::SQS::Queue')).toEqual({
        [Object.keys(variant(name).resources('AWS::SQS::Queue'))[0]!]: expect.objectContaining({
          Properties: expect.objectContaining({ QueueName: 'shuttle-test_missed-starts' }),
        }),
      });
    },
  );
});

describe('the role of Redshift', () => {
  const roleLines = (name: LoadVariant): string[] => {
    const stack = variant(name);
    const role = Object.keys(stack.resources('AWS::IAM::Role')).find((id) => id.includes('UnloadRole'));
    return role === undefined ? [] : permissionsOf(stack, role);
  };
  const write = (place: string): string[] =>
    ['AbortMultipartUpload', 'GetObject', 'ListMultipartUploadParts', 'PutObject'].map(
      (action) => `s3:${action} on ${place}`,
    );
  const bucket = ['GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads'].map(
    (action) => `s3:${action} on ${MADE}`,
  );

  it('reads staged files by their manifests, and writes rows that are refused', () => {
    expect(roleLines('a load of objects')).toEqual(
      [
        ...write(`${FOLDER}/quarantine/*`),
        `s3:GetObject on ${FOLDER}/runs/*/manifests/*`,
        `s3:GetObject on ${FOLDER}/staging/*`,
        ...bucket,
      ].sort(),
    );
  });

  it("reads the files of another stack's extract pipeline, and decrypts them", () => {
    const source = 'arn:aws:s3:::their-lake';
    expect(roleLines("a load of another stack's extract pipeline").filter((text) => !text.includes(MADE))).toEqual([
      `kms:Decrypt on ${SOURCE_KEY_ARN}`,
      `s3:GetBucketLocation on ${source}`,
      `s3:GetObject on ${source}/shuttle/lake/data/*`,
      `s3:GetObject on ${source}/shuttle/lake/deletes/*`,
      `s3:GetObject on ${source}/shuttle/lake/tables/*/manifests/*`,
      `s3:ListBucket on ${source}`,
    ]);
  });

  it('is one for both directions', () => {
    const lines = roleLines('a load of an extract pipeline');
    expect(lines).toEqual(expect.arrayContaining(write(`${MADE}/shuttle/lake/data/*`)));
    expect(lines).toContain(`s3:GetObject on ${MADE}/shuttle/copy/staging/*`);
  });

  it('is not made where one is given', () => {
    expect(roleLines('a load with keys')).toEqual([]);
  });
});

describe('the state machine of a load', () => {
  it('reads and writes below runs/ only, calls every version of the functions of a load, and watches its own children', () => {
    const stack = variant('a load that objects start');
    const role = Object.keys(stack.resources('AWS::IAM::Role')).find((id) => /^Pipeline.*StateMachineRole/.test(id))!;
    const lines = permissionsOf(stack, role).filter((text) => !/^(logs|xray):/.test(text));
    const called = lines.flatMap((text) => /Functions(\w+)Function:\*$/.exec(text)?.[1] ?? []);
    const steps = stepsOf(LOAD_VARIANTS['a load that objects start'])
      .filter((step) => step !== 'clean-up-run' && step !== 'start-on-objects')
      .map((step) => step.replaceAll('-', ''));
    expect(called.toSorted()).toEqual(steps.toSorted());
    expect(lines.filter((text) => text.startsWith('s3:'))).toEqual(
      ['AbortMultipartUpload', 'GetObject', 'ListMultipartUploadParts', 'PutObject'].map(
        (action) => `s3:${action} on ${FOLDER}/runs/*`,
      ),
    );
    // The right to redrive is of each Map by itself.
    const states = lines.filter((text) => text.startsWith('states:')).map((text) => text.split(' ')[0]);
    expect([...new Set(states)]).toEqual([
      'states:DescribeExecution',
      'states:RedriveExecution',
      'states:StartExecution',
      'states:StopExecution',
    ]);
  });
});
