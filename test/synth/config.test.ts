import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExtractPipeline } from '../../lambdas/core/config/extract-pipeline';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { bakedText } from '../../lib/baked-text';
import { definitionOf, statesOf } from '../support/definition';
import { permissionsOf, roleOfStep } from '../support/policies';
import { type Synth, synth } from '../support/synth';
import { KEY_ARN } from '../support/variants';

const file = (rest: string): string => `
stack: shuttle-test
warehouse: { region: eu-west-1, database: dev, workgroup: demo }
extract:
  - name: lake
${rest}
`;

const payloadOf = (stack: Synth): Record<string, unknown> => {
  const definition = definitionOf(stack.resource('AWS::StepFunctions::StateMachine', 'Pipeline'));
  const [, start] = statesOf(definition).find(([name]) => name === 'StartRun')!;
  return start.Arguments!.Payload!;
};

describe('the config in the definition', () => {
  it.each([
    ['JSONata', `{% $states.input %}`],
    ['half JSONata', `x {% y`],
    ['a substitution', '${AWS::AccountId}'],
    ['quotes', `a = '"' AND b = 'it''s'`],
    ['a backslash', String.raw`a = '\\n'`],
    ['other letters', `city = 'Köln' OR city = '東京' OR sign = '😀'`],
    ['a token of the CDK', '${Token[TOKEN.123]}'],
  ])('keeps %s as text', (_, where) => {
    const yaml = file(`    where: ${JSON.stringify(`'${where.replaceAll("'", "''")}' <> ''`)}`);
    const [pipeline] = parseShuttleFile(yaml).extract;
    const { config } = payloadOf(synth(yaml));
    expect(config).toBe(bakedText(pipeline!));
    expect(config).not.toMatch(/\$|\{%|%\}|[^\x20-\x7e]/);
    expect(parseExtractPipeline(JSON.parse(String(config)))).toEqual(pipeline);
  });

  it('leaves the template in ASCII, since CloudFormation shows the rest as question marks', () => {
    const stack = synth(file(`    include: ["public.größe*"]`));
    expect(JSON.stringify(stack.template)).toMatch(/^[\x20-\x7e]*$/);
  });

  it('goes to S3 by its hash when it is large, where StartRun alone may read it', () => {
    const tables = Array.from({ length: 800 }, (_, i) => `      public.table_${i}: { limit: ${i + 1} }`).join('\n');
    const yaml = file(`    tables:\n${tables}`);
    const stack = synth(yaml);
    const payload = payloadOf(stack);
    expect(payload.config).toBeUndefined();
    const { bucket, key } = payload.configAt as { bucket: string; key: string };
    expect(key).toMatch(/^[0-9a-f]{64}\.json$/);
    expect(permissionsOf(stack, roleOfStep(stack, 'start-run'))).toEqual(
      expect.arrayContaining([
        `s3:GetObject on arn:aws:s3:::${bucket}/${key}`,
        `s3:ListBucket on arn:aws:s3:::${bucket}`,
      ]),
    );
    expect(permissionsOf(stack, roleOfStep(stack, 'finish-run')).join()).not.toContain(bucket);
    const text = readFileSync(join(stack.folder, `asset.${key}`), 'utf8');
    expect(parseExtractPipeline(JSON.parse(text))).toEqual(parseShuttleFile(yaml).extract[0]);
  });
});

it('keeps the plan in a bucket of the stack where the data go to another region, and opens the key there by its ARN', () => {
  const key = KEY_ARN.replace('eu-west-1', 'us-east-1');
  const stack = synth(file(`    destination: { bucket: our-lake, region: us-east-1, kmsKeyArn: "${key}" }`));
  expect(payloadOf(stack).resources).toMatchObject({ bucket: 'our-lake', planBucket: 'StorageBucket' });
  const definition = definitionOf(stack.resource('AWS::StepFunctions::StateMachine', 'Pipeline'));
  const map = statesOf(definition).find(([, state]) => state.Type === 'Map')?.[1];
  expect(map).toMatchObject({
    ItemReader: { Arguments: { Bucket: 'StorageBucket' } },
    ResultWriter: { Arguments: { Bucket: 'StorageBucket' } },
  });
  const lines = permissionsOf(stack, roleOfStep(stack, 'plan-tables'));
  expect(lines).toEqual(
    expect.arrayContaining([
      `kms:Decrypt on ${key}`,
      's3:PutObject on arn:aws:s3:::our-lake/shuttle/lake/data/*',
      's3:PutObject on arn:aws:x:eu-west-1:123456789012:StorageBucket/shuttle/lake/runs/*',
    ]),
  );
  expect(lines.filter((text) => text.startsWith('kms:') && !text.endsWith(key))).toEqual([]);
});

describe('refused', () => {
  it('pipelines in several regions', () => {
    const yaml = `${file('')}  - { name: far, warehouse: { region: us-east-1, database: dev, workgroup: demo } }\n`;
    expect(() => synth(yaml)).toThrow(
      expect.objectContaining({
        name: 'ConfigInvalid',
        message: expect.stringMatching(/eu-west-1 and us-east-1.*one file for each/),
      }),
    );
  });

  it('two keys for the one bucket that the stack makes', () => {
    const other = KEY_ARN.replace('1111', '2222');
    const yaml = `${file(`    destination: { kmsKeyArn: "${KEY_ARN}" }`)}  - { name: more, destination: { kmsKeyArn: "${other}" } }\n`;
    expect(() => synth(yaml)).toThrow(
      expect.objectContaining({ name: 'ConfigInvalid', message: expect.stringMatching(/kmsKeyArn.*same key/) }),
    );
  });
});
