import * as names from '../../lib/names';
import { type Synth, synth } from '../support/synth';

const LONG_STACK = 's'.repeat(40);
const LONG_PIPELINE = 'p'.repeat(32);
const REGION = 'ap-southeast-1';

const file = (stack: string, pipelines: string[], region = 'eu-west-1', options = ''): string => `
stack: ${stack}
warehouse: { region: ${region}, database: dev, workgroup: demo }
extract:
${pipelines.map((name) => `  - { name: ${name}, schedule: rate(1 day)${options} }`).join('\n')}
`;

/** As much config as is baked into a definition. */
const MUCH = `, exclude: [${'"public.a_table_like_this_one_*", '.repeat(98)}]`;

/** Physical name property, longest name, and what it may hold, by resource type; each from the service's documentation. */
const LIMITS: [type: string, property: string, max: number, pattern: RegExp][] = [
  ['AWS::IAM::Role', 'RoleName', 64, /^[\w+=,.@-]+$/],
  ['AWS::StepFunctions::StateMachine', 'StateMachineName', 80, /^[\w-]+$/],
  ['AWS::Events::Rule', 'Name', 64, /^[\w.-]+$/],
  ['AWS::CloudWatch::Alarm', 'AlarmName', 255, /^[\w-]+$/],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
  ['AWS::CloudWatch::Dashboard', 'DashboardName', 255, /^[\w-]+$/],
  ['AWS::Lambda::Function', 'FunctionName', 64, /^[\w-]+$/],
  ['AWS::SQS::Queue', 'QueueName', 80, /^[\w-]+$/],
  ['AWS::SNS::Topic', 'TopicName', 256, /^[\w-]+$/],
  ['AWS::Logs::LogGroup', 'LogGroupName', 512, /^[\w./#-]+$/],
  ['AWS::S3::Bucket', 'BucketName', 63, /^[a-z0-9][a-z0-9-]+[a-z0-9]$/],
];

const text = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [, parts] = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : '123456789012')).join('');
};

/** `<type> <name>` of everything that the stack names itself. */
const physicalNames = (stack: Synth): string[] =>
  LIMITS.flatMap(([type, property]) =>
    Object.values(stack.resources(type))
      .filter(({ Properties }) => Properties[property] !== undefined)
      .map(({ Properties }) => `${type} ${text(Properties[property])}`),
  );

describe('physical names', () => {
  it.each(LIMITS)(
    'of %s (%s) hold at most %i characters, at the longest stack and pipeline',
    (type, property, max, pattern) => {
      const stack = longest();
      const found = Object.values(stack.resources(type)).filter(({ Properties }) => Properties[property] !== undefined);
      expect(found.length).toBeGreaterThan(0);
      for (const { Properties } of found) {
        expect(text(Properties[property])).toMatch(pattern);
        expect(text(Properties[property]).length).toBeLessThanOrEqual(max);
      }
    },
  );

  it('are distinct within a stack', () => {
    const found = physicalNames(longest());
    expect(new Set(found).size).toBe(found.length);
  });

  it('of two stacks in one account never meet', () => {
    const a = physicalNames(synth(file('shuttle', ['prod-lake', 'clean-up', 'lake'])));
    const b = physicalNames(synth(file('shuttle-prod', ['lake', 'clean-up'])));
    const c = physicalNames(synth(file('Shuttle', ['lake']))).map((name) => name.toLowerCase());
    expect(a.filter((name) => b.includes(name))).toEqual([]);
    const folded = ['AWS::IAM::Role', 'AWS::S3::Bucket'].map((type) => type.toLowerCase());
    const others = a.map((name) => name.toLowerCase()).filter((name) => folded.some((type) => name.startsWith(type)));
    expect(c.filter((name) => others.includes(name))).toEqual([]);
  });

  it('that are cut stay distinct and the same each time', () => {
    const rule = (last: string) =>
      names.failedRunsRuleName(names.stateMachineName(LONG_STACK, `${'p'.repeat(31)}${last}`));
    expect(rule('a')).toHaveLength(64);
    expect(rule('a')).not.toBe(rule('b'));
    expect(rule('a')).toBe(rule('a'));
    const bucket = (last: string) => names.bucketName(`${'s'.repeat(39)}${last}`, '123456789012', REGION);
    expect(bucket('a')).toHaveLength(63);
    expect(bucket('a')).not.toBe(bucket('b'));
  });

  it.each([
    [names.bucketName('shuttle-prod', '123456789012', 'eu-west-1'), 'shuttle-prod-123456789012-eu-west-1'],
    [names.dataApiRoleName('shuttle-prod', 'eu-west-1'), 'shuttle-prod-eu-west-1-data'],
    [names.unloadRoleName('shuttle-prod', 'eu-west-1'), 'shuttle-prod-eu-west-1-unload'],
    [names.stateMachineName('shuttle-prod', 'lake'), 'shuttle-prod_lake'],
    [names.failedRunsRuleName('shuttle-prod_lake'), 'shuttle-prod_lake_failed-runs'],
  ])('that fit are plain: %s', (name, expected) => {
    expect(name).toBe(expected);
  });
});

describe('a stack of as many pipelines as fit, each with as much config as is baked', () => {
  const stack = synth(file(LONG_STACK, pipelines(13), REGION, MUCH));

  it('stays within the limits of IAM', () => expectPolicies(stack));

  it('stays within the 1 MB and 500 resources of a template', () => {
    expectFits(stack);
    // Baked, not kept in S3.
    expect(JSON.stringify(stack.template)).not.toContain('configAt');
  });
});

describe('the size of a template', () => {
  const tables = (count: number): string =>
    `, tables: {${Array.from({ length: count }, (_, i) => `public.t${i}: {expectEvery: 1h}`).join(', ')}}`;

  it.each([
    ['short names and little config', file('x', numbered(15)), file('x', numbered(16)), /16 pipelines.*holds 15/],
    [
      'long names, much config, alarms',
      file(LONG_STACK, pipelines(13), REGION, `, expectEvery: 26h${MUCH}`),
      file(LONG_STACK, pipelines(14), REGION, `, expectEvery: 26h${MUCH}`),
      /14 pipelines.*holds 13.*several files/,
    ],
    [
      'alarms of tables, of one pipeline',
      file('shuttle', ['lake'], REGION, tables(398)),
      file('shuttle', ['lake'], REGION, tables(399)),
      /^expectEvery: 399 tables.*holds 398: write it at the pipeline, or write several files/,
    ],
    [
      'alarms of tables, of many pipelines',
      file('x', numbered(15), REGION, tables(1)),
      file('x', numbered(15), REGION, tables(2)),
      /^expectEvery: 30 tables/,
    ],
  ])('is foreseen: %s', (_, fitting, tooLarge, message) => {
    expectFits(synth(fitting));
    expect(() => synth(tooLarge)).toThrow(
      expect.objectContaining({ name: 'ConfigInvalid', message: expect.stringMatching(message) }),
    );
  });
});

describe('the size of a template with loads', () => {
  const loads = (stack: string, names: string[], options = ''): string => `
stack: ${stack}
warehouse: { region: ${REGION}, database: dev, workgroup: demo }
load:
${names.map((name) => `  - { name: ${name}, schedule: rate(1 day), trigger: { onObjectCreated: true }, source: { format: debezium, prefix: in/${name} }${options} }`).join('\n')}
`;
  const tables = `, tables: {${Array.from({ length: 30 }, (_, i) => `public.a_table_like_this_one_${i}: { key: [id] }`).join(', ')}}`;

  it.each([
    [
      'short names and little config',
      loads('x', numbered(10)),
      loads('x', numbered(11)),
      /^extract, load: .*11 pipelines.*holds 10/,
    ],
    [
      'long names and much config',
      loads(LONG_STACK, pipelines(9), tables),
      loads(LONG_STACK, pipelines(10), tables),
      /10 pipelines.*holds 9/,
    ],
    [
      'both directions',
      `${loads('x', numbered(5))}extract: [${numbered(7)
        .map((name) => `{ name: e${name} }`)
        .join(', ')}]`,
      `${loads('x', numbered(5))}extract: [${numbered(8)
        .map((name) => `{ name: e${name} }`)
        .join(', ')}]`,
      /13 pipelines.*holds 12/,
    ],
  ])('is foreseen: %s', (_, fitting, tooLarge, message) => {
    const stack = synth(fitting);
    expectFits(stack);
    expectPolicies(stack);
    expect(JSON.stringify(stack.template).includes('configAt')).toBe(false);
    expect(() => synth(tooLarge)).toThrow(
      expect.objectContaining({ name: 'ConfigInvalid', message: expect.stringMatching(message) }),
    );
  });

  it('leaves names within their limits', () => {
    const stack = synth(loads(LONG_STACK, [LONG_PIPELINE]));
    for (const [type, property, max, pattern] of LIMITS) {
      for (const { Properties } of Object.values(stack.resources(type))) {
        if (Properties[property] === undefined) continue;
        expect(text(Properties[property])).toMatch(pattern);
        expect(text(Properties[property]).length).toBeLessThanOrEqual(max);
      }
    }
    const found = physicalNames(stack);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toContain(`AWS::SQS::Queue ${LONG_STACK}_${LONG_PIPELINE}_queue`);
  });
});

function expectFits({ template }: Synth): void {
  expect(Buffer.byteLength(JSON.stringify(template))).toBeLessThan(1_000_000);
  expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
}

function expectPolicies(stack: Synth): void {
  const sizeOf = (policy: unknown): number => JSON.stringify(policy).replaceAll('{"Ref":"AWS::AccountId"}', '').length;
  const managed = Object.values(stack.resources('AWS::IAM::ManagedPolicy'));
  for (const { Properties } of managed) expect(sizeOf(Properties.PolicyDocument)).toBeLessThanOrEqual(6_144);
  const inline = new Map<string, number>();
  for (const { Properties } of Object.values(stack.resources('AWS::IAM::Policy'))) {
    for (const { Ref: role } of Properties.Roles as { Ref: string }[]) {
      inline.set(role, (inline.get(role) ?? 0) + sizeOf(Properties.PolicyDocument));
    }
  }
  expect(Math.max(...inline.values())).toBeLessThanOrEqual(10_240);
  for (const role of inline.keys()) {
    const attached = managed.filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role));
    expect(attached.length).toBeLessThanOrEqual(10);
  }
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `p${i}`);
}

function pipelines(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${'p'.repeat(29)}-${String(i + 1).padStart(2, '0')}`);
}

let longestStack: Synth | undefined;
function longest(): Synth {
  longestStack ??= synth(file(LONG_STACK, [LONG_PIPELINE], REGION));
  return longestStack;
}
