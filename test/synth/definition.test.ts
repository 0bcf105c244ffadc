import aslValidator from 'asl-validator';
import jsonata from 'jsonata';
import { errorClasses } from '../../lambdas/core/errors';
import { type AslDefinition, definitionOf, statesOf } from '../support/definition';
import { synth } from '../support/synth';
import { VARIANTS } from '../support/variants';

const stack = synth(VARIANTS['a workgroup by name']);
const MACHINES: [string, AslDefinition][] = [
  ['the pipeline', definitionOf(stack.resource('AWS::StepFunctions::StateMachine', 'Pipeline'))],
  ['the clean-up', definitionOf(stack.resource('AWS::StepFunctions::StateMachine', 'CleanUp'))],
];
const STATES = MACHINES.flatMap(([machine, definition]) =>
  statesOf(definition).map(([name, state]) => ({ machine, name, state })),
);
const TASKS = STATES.filter(({ state }) => state.Type === 'Task');

const OF_GLUE = 'CatalogConflict';

/** Errors by which Step Functions reports an invocation that died: its documentation names them, no class raises them. */
const OF_LAMBDA = /^(States|Lambda)\.\w+$|^Sandbox\.Timedout$|^Runtime\.(ExitError|OutOfMemory)$/;

/** https://docs.jsonata.org/string-functions and after, and those that Step Functions adds or replaces. */
const FUNCTIONS = new Set(
  (
    'string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match ' +
    'replace eval base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl number abs floor ' +
    'ceil round power sqrt random formatNumber formatBase formatInteger parseInteger sum max min average count append ' +
    'sort reverse shuffle distinct zip keys lookup spread merge sift each error assert type boolean not exists now ' +
    'millis fromMillis toMillis map filter single reduce clone partition range hash uuid parse states'
  ).split(' '),
);

/**
 * Tasks without a Catch. FinishRun: its failure ends the run, and the clean-up frees the lock. RecordFailure: the table's
 * child execution fails with it, and FinishRun reports the table as unaccounted for. The clean-up's last step: its
 * execution fails, of which people are told.
 */
const UNCAUGHT = ['FinishRun', 'RecordFailure', 'Cancel again and free the lock'];

describe.each(MACHINES)('the definition of %s', (_, definition) => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = aslValidator(definition);
    expect(isValid ? 'valid' : errorsText()).toBe('valid');
  });

  it('is what was reviewed', () => {
    expect(readable(definition)).toMatchSnapshot();
  });

  it('uses JSONata throughout', () => {
    expect(definition.QueryLanguage).toBe('JSONata');
    const languages = statesOf(definition).map(([, state]) => state.QueryLanguage ?? 'JSONata');
    expect(new Set(languages)).toEqual(new Set(['JSONata']));
  });

  it('is far below the 1 MB that a definition may hold', () => {
    expect(Buffer.byteLength(JSON.stringify(definition))).toBeLessThan(100_000);
  });

  it('has a unique name of at most 80 characters for each state', () => {
    const names = statesOf(definition).map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.length > 80)).toEqual([]);
  });
});

describe('every step', () => {
  it.each(TASKS)('$name of $machine is retried while a service is busy or down, and after a crash', ({ state }) => {
    expect(state.Resource).toBe('arn:aws:states:::lambda:invoke');
    const common = (state.Retry ?? []).map(({ ErrorEquals }) => ErrorEquals).filter(([first]) => first !== OF_GLUE);
    expect(common).toEqual([
      ['DataApiBusy', 'DataApiUnavailable'],
      [
        'StorageUnavailable',
        'ServiceUnavailable',
        'Lambda.TooManyRequestsException',
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.ClientExecutionTimeoutException',
      ],
      ['ResultNotReady'],
      ['Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError', 'Runtime.OutOfMemory'],
    ]);
  });

  it('that registers a table, and no other, is retried when somebody else changes it', () => {
    const retried = TASKS.filter(({ state }) => state.Retry?.some(({ ErrorEquals }) => ErrorEquals.includes(OF_GLUE)));
    expect(retried.map(({ name }) => name)).toEqual(['RegisterTable']);
    expect(retried[0]?.state.Retry?.filter(({ ErrorEquals }) => ErrorEquals.includes(OF_GLUE))).toHaveLength(1);
  });

  it.each(TASKS.filter(({ name }) => !UNCAUGHT.includes(name)))(
    '$name of $machine catches every error last',
    ({ state }) => {
      expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    },
  );

  it.each(UNCAUGHT)('%s fails its execution', (name) => {
    expect(TASKS.find((task) => task.name === name)?.state.Catch).toBeUndefined();
  });

  it.each(TASKS)('$name of $machine calls a published version', ({ state }) => {
    expect(state.Arguments?.FunctionName).toMatch(/:function:\w+:1$/);
  });
});

it('waits 10, 30, 90 and 270 s before another attempt, then 5 minutes each time', async () => {
  const waits = STATES.filter(({ state }) => /\$power/.test(String(state.Seconds)));
  expect(waits.map(({ name }) => name).sort()).toEqual(['Wait to read the catalog again', 'Wait to try again']);
  for (const { state } of waits) {
    const seconds = jsonata(String(state.Seconds).slice(2, -2));
    const found = await Promise.all([1, 2, 3, 4, 5, 50].map((failures) => seconds.evaluate({}, { failures })));
    expect(found).toEqual([10, 30, 90, 270, 300, 300]);
  }
});

it('matches only errors that something raises', () => {
  const matched = STATES.flatMap(({ state }) => [...(state.Retry ?? []), ...(state.Catch ?? [])]).flatMap(
    ({ ErrorEquals }) => ErrorEquals,
  );
  expect(matched.filter((name) => !(name in errorClasses) && !OF_LAMBDA.test(name))).toEqual([]);
  expect(matched).toContain('StatementTransient');
});

it('names no variable like a function of JSONata or Step Functions', () => {
  const assigned = STATES.flatMap(({ state }) => [
    state,
    ...(state.Catch ?? []),
    ...((state.Choices ?? []) as object[]),
  ])
    .map((holder) => (holder as { Assign?: object }).Assign)
    .flatMap((variables) => Object.keys(variables ?? {}));
  expect(new Set(assigned).size).toBeGreaterThan(10);
  expect([...new Set(assigned)].filter((name) => FUNCTIONS.has(name))).toEqual([]);
});

it('reads the plan of the run and keeps what the children ended with', () => {
  const [, map] =
    STATES.map(({ name, state }) => [name, state] as const).find(([, state]) => state.Type === 'Map') ?? [];
  expect(map).toMatchObject({
    Label: 'Table',
    MaxConcurrency: 20,
    ToleratedFailurePercentage: 100,
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      Arguments: { Bucket: 'StorageBucket', Key: '{% $planned.plan.key %}' },
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Arguments: { Bucket: 'StorageBucket', Prefix: "{% $run.planRoot.prefix & 'runs/' & $run.runId & '/map' %}" },
    },
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
  });
});

/** Without the retry policies, which are the same everywhere and tested above, and with the config opened. */
const readable = (definition: AslDefinition): string =>
  JSON.stringify(
    definition,
    (key, value: unknown) => {
      if (key === 'Retry') return undefined;
      if (key === 'config') return '(the config)';
      return value;
    },
    2,
  );
