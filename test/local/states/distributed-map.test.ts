import { call, fail, machine, only, workbench } from './workbench';

const config = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const map = (rest: object, states: Record<string, object> = { P: { Type: 'Pass', End: true } }) =>
  only({ Type: 'Map', ItemProcessor: { ProcessorConfig: config, ...machine(states) }, ...rest });
const work = { W: call('work', { End: true }) };
/** Fails for odd numbers. */
const picky = { work: (n: never) => ((n as number) % 2 === 1 ? fail('Odd', `${n}`) : n) };

const reader = (config: object) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: config,
    Arguments: { Bucket: 'bucket', Key: '{% $states.input.key %}' },
  },
});
const writer = (config?: object) => ({
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Arguments: { Bucket: 'out', Prefix: 'runs/1' },
    ...(config && { WriterConfig: config }),
  },
});

describe('items', () => {
  const objects = {
    'bucket/list.json': '[1,{"a":2}]',
    'bucket/list.jsonl': '1\n{"a":2}\n\n',
    'bucket/object.json': '{}',
    'bucket/broken.json': '[',
  };

  it.each<[string, string, object, unknown]>([
    ['a JSON array', 'list.json', { InputType: 'JSON' }, [1, { a: 2 }]],
    ['JSON lines', 'list.jsonl', { InputType: 'JSONL' }, [1, { a: 2 }]],
    ['MaxItems', 'list.json', { InputType: 'JSON', MaxItems: 1 }, [1]],
    ['computed MaxItems', 'list.json', { InputType: 'JSON', MaxItems: '{% 2 - 1 %}' }, [1]],
  ])('%s from S3', async (_name, key, readerConfig, expected) => {
    expect((await workbench({}, {}, objects).run(map(reader(readerConfig)), { key })).output).toEqual(expected);
  });

  it.each<[string, string, object, string]>([
    ['a missing object', 'none', { InputType: 'JSON' }, 'NoSuchKey'],
    ['an object that holds no array', 'object.json', { InputType: 'JSON' }, 'non-iterable'],
    ['an object that is no JSON', 'broken.json', { InputType: 'JSON' }, 'no valid JSON'],
    ['a negative MaxItems', 'list.json', { InputType: 'JSON', MaxItems: -1 }, 'field MaxItems must be positive'],
  ])('%s fails with States.ItemReaderFailed', async (_name, key, readerConfig, part) => {
    const outcome = await workbench({}, {}, objects).run(map(reader(readerConfig)), { key });
    expect(outcome.error).toBe('States.ItemReaderFailed');
    expect(outcome.cause).toContain(part);
    expect(outcome.types).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('ItemSelector gives each child its input', async () => {
    const ItemSelector = {
      run: '{% $states.context.Execution.Name %}',
      i: '{% $states.context.Map.Item.Index %}',
      v: '{% $states.context.Map.Item.Value %}',
    };
    const { output } = await workbench().run(map({ Items: ['a', 'b'], ItemSelector }));
    expect(output).toEqual([
      { run: 'run', i: 0, v: 'a' },
      { run: 'run', i: 1, v: 'b' },
    ]);
  });

  it.each<[string, object, number[][]]>([
    ['by number', { MaxItemsPerBatch: 2 }, [[1, 2], [3, 4], [5]]],
    ['by computed number', { MaxItemsPerBatch: '{% $states.input.n %}' }, [[1, 2, 3, 4], [5]]],
    // {"BatchInput":{"by":4},"Items":[1,2,3]} has 39 bytes
    [
      'by bytes',
      { MaxInputBytesPerBatch: 39 },
      [
        [1, 2, 3],
        [4, 5],
      ],
    ],
  ])('ItemBatcher packs %s', async (_name, batcher, expected) => {
    const ItemBatcher = { ...batcher, BatchInput: { by: '{% $states.input.n %}' } };
    const { output } = await workbench().run(map({ Items: [1, 2, 3, 4, 5], ItemBatcher }), { n: 4 });
    expect(output).toEqual(expected.map((Items) => ({ BatchInput: { by: 4 }, Items })));
  });
});

describe('children', () => {
  it('are executions of their own', async () => {
    const bench = workbench(picky);
    const { executionArn, types } = await bench.run(map({ Items: [2, 4], Label: 'Each' }, work));
    const children = bench.service.executions().slice(1);
    expect(types).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    expect(children).toHaveLength(2);
    const [child] = children;
    expect(child?.executionArn).toMatch(
      /^arn:aws:states:us-east-1:123456789012:execution:machine-1\/Each:[0-9a-f-]{36}$/,
    );
    expect(child?.mapRunArn).toMatch(/^arn:aws:states:us-east-1:123456789012:mapRun:machine-1\/Each:[0-9a-f-]{36}$/);
    expect(child).toMatchObject({
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine-1/Each',
      child: true,
      transitions: 1,
      events: 7,
    });
    expect(bench.service.getExecutionHistory(child?.executionArn ?? '')[0]).toMatchObject({
      type: 'ExecutionStarted',
      executionStartedEventDetails: { input: '2' },
    });
    expect(bench.service.describeExecution(executionArn).mapRunArn).toBeUndefined();
  });

  it.each<[unknown, number]>([
    [1, 40],
    ['{% $states.input.n %}', 20],
    [0, 10],
  ])('MaxConcurrency %p: four waits of ten take %p seconds', async (MaxConcurrency, seconds) => {
    const definition = map({ Items: [1, 2, 3, 4], MaxConcurrency }, { W: { Type: 'Wait', Seconds: 10, End: true } });
    const { startDate, stopDate } = await workbench().run(definition, { n: 2 });
    expect((stopDate ?? 0) - startDate).toBe(seconds * 1000);
  });

  it('with history "counts" keep only numbers', async () => {
    const bench = workbench(picky, { childHistory: 'counts' });
    await bench.run(map({ Items: [2] }, work));
    const [parent, child] = bench.service.executions();
    expect(child?.events).toBe(7);
    expect(() => bench.service.getExecutionHistory(child?.executionArn ?? '')).toThrow('were not kept');
    expect(bench.service.getExecutionHistory(parent?.executionArn ?? '')).toHaveLength(8);
  });
});

describe('tolerated failures, with items 1 to 10 of which five fail', () => {
  const Items = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  it.each<[string, object, 'SUCCEEDED' | 'FAILED']>([
    ['none by default', {}, 'FAILED'],
    ['as many as fail', { ToleratedFailureCount: 5 }, 'SUCCEEDED'],
    ['one too few', { ToleratedFailureCount: 4 }, 'FAILED'],
    ['a computed count', { ToleratedFailureCount: '{% $states.input.five %}' }, 'SUCCEEDED'],
    ['the exact percentage', { ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
    ['a lower percentage', { ToleratedFailurePercentage: 49 }, 'FAILED'],
    ['a computed percentage', { ToleratedFailurePercentage: '{% $states.input.five * 20 %}' }, 'SUCCEEDED'],
    ['either bound counts', { ToleratedFailureCount: 4, ToleratedFailurePercentage: 100 }, 'FAILED'],
    ['all items of a failed batch count', { ToleratedFailureCount: 9, ItemBatcher: { MaxItemsPerBatch: 5 } }, 'FAILED'],
  ])('%s', async (_name, fields, status) => {
    const bench = workbench({
      work: (input: never) => (typeof input === 'number' && input % 2 === 0 ? input : fail('Odd')),
    });
    const outcome = await bench.run(map({ Items, ...fields }, work), { five: 5 });
    expect(outcome.status).toBe(status);
    if (status === 'FAILED') {
      expect(outcome.error).toBe('States.ExceedToleratedFailureThreshold');
      expect(outcome.cause).toBe('The specified tolerated failure threshold was exceeded');
      expect(outcome.types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
    }
  });

  it('a failed child stands beside the successful ones with its record', async () => {
    const { output } = await workbench(picky).run(map({ Items: [1, 2], ToleratedFailurePercentage: 100 }, work));
    expect(output).toEqual([
      expect.objectContaining({ Status: 'FAILED', Error: 'Odd', Input: '1', RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' }),
      2,
    ]);
  });

  it('passing the bound aborts the children that run', async () => {
    const bench = workbench();
    const states = {
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'F' }], Default: 'W' },
      W: { Type: 'Wait', Seconds: 100, End: true },
      F: { Type: 'Fail', Error: 'E' },
    };
    await bench.run(map({ Items: [1, 2, 3] }, states));
    expect(bench.service.executions().map(({ status }) => status)).toEqual(['FAILED', 'ABORTED', 'FAILED', 'ABORTED']);
  });
});

describe('ResultWriter', () => {
  const read = (objects: Record<string, string>, part: string) => {
    const key = Object.keys(objects).find((name) => name.includes(part));
    return key === undefined ? undefined : JSON.parse(objects[key] as string);
  };

  it('writes a manifest and one file a status, and the Map returns where', async () => {
    const bench = workbench(picky);
    const { output, types } = await bench.run(
      map({ Items: [1, 2, 4], Label: 'L', ToleratedFailureCount: 1, ...writer() }, work),
    );
    const uuid = output.MapRunArn.split(':').at(-1);
    expect(output).toEqual({
      MapRunArn: `arn:aws:states:us-east-1:123456789012:mapRun:machine-1/L:${uuid}`,
      ResultWriterDetails: { Bucket: 'out', Key: `runs/1/${uuid}/manifest.json` },
    });
    expect(types).toContain('MapRunSucceeded');
    const size = (status: string) => bench.objects[`out/runs/1/${uuid}/${status}_0.json`]?.length;
    expect(read(bench.objects, 'manifest')).toEqual({
      DestinationBucket: 'out',
      MapRunArn: output.MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `runs/1/${uuid}/FAILED_0.json`, Size: size('FAILED') }],
        PENDING: [],
        SUCCEEDED: [{ Key: `runs/1/${uuid}/SUCCEEDED_0.json`, Size: size('SUCCEEDED') }],
      },
    });
    expect(read(bench.objects, 'SUCCEEDED')[0]).toEqual({
      ExecutionArn: expect.stringContaining(':execution:machine-1/L:'),
      Input: '2',
      InputDetails: { Included: true },
      Name: expect.any(String),
      Output: '2',
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: '2026-01-05T03:00:00.000Z',
      StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine-1/L',
      Status: 'SUCCEEDED',
      StopDate: '2026-01-05T03:00:00.000Z',
    });
    expect(read(bench.objects, 'FAILED')).toEqual([
      expect.objectContaining({ Input: '1', Error: 'Odd', Status: 'FAILED' }),
    ]);
  });

  it('of a failed Map Run tells failed and pending items', async () => {
    const bench = workbench(picky);
    const outcome = await bench.run(map({ Items: [2, 1, 4, 6], MaxConcurrency: 1, ...writer() }, work));
    expect(outcome.error).toBe('States.ExceedToleratedFailureThreshold');
    expect(read(bench.objects, 'SUCCEEDED')).toHaveLength(1);
    expect(read(bench.objects, 'FAILED')).toHaveLength(1);
    expect(read(bench.objects, 'PENDING').map(({ Input }: { Input: string }) => Input)).toEqual(['4', '6']);
  });

  it.each<[string, unknown]>([
    ['COMPACT', [[2], [4]]],
    ['FLATTEN', [2, 4]],
  ])('%s keeps only the outputs', async (Transformation, expected) => {
    const bench = workbench({ work: (n: never) => [n] });
    await bench.run(map({ Items: [2, 4], ...writer({ OutputType: 'JSON', Transformation }) }, work));
    expect(read(bench.objects, 'SUCCEEDED')).toEqual(expected);
  });

  it('without a location transforms the output of the state', async () => {
    const bench = workbench({ work: (n: never) => [n] });
    const ResultWriter = { WriterConfig: { OutputType: 'JSON', Transformation: 'FLATTEN' } };
    expect((await bench.run(map({ Items: [2, 4], ResultWriter }, work))).output).toEqual([2, 4]);
  });

  it('over an empty list writes an empty manifest', async () => {
    const bench = workbench();
    expect((await bench.run(map({ Items: [], ...writer() }))).status).toBe('SUCCEEDED');
    expect(read(bench.objects, 'manifest').ResultFiles).toEqual({ FAILED: [], PENDING: [], SUCCEEDED: [] });
  });

  it('a bucket that cannot be written fails with States.ResultWriterFailed', async () => {
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'absent' } };
    const outcome = await workbench().run(map({ Items: [1], ResultWriter }));
    expect(outcome.error).toBe('States.ResultWriterFailed');
    expect(outcome.cause).toContain('NoSuchBucket');
  });

  it('lets results pass that are too large for the state', async () => {
    const big = { work: () => 'x'.repeat(200_000) };
    expect((await workbench(big).run(map({ Items: [1, 2] }, work))).error).toBe('States.DataLimitExceeded');
    expect((await workbench(big).run(map({ Items: [1, 2], ...writer() }, work))).status).toBe('SUCCEEDED');
  });
});

it('runs 10,000 items under the virtual clock, in their order, the same each time', async () => {
  const Items = '{% $range(1, 10000, 1) %}';
  const states = {
    Start: { Type: 'Pass', Assign: { n: '{% $states.input %}' }, Next: 'Wait' },
    Wait: { Type: 'Wait', Seconds: '{% $n % 7 + 1 %}', Next: 'Work' },
    Work: call('work', { Arguments: '{% $n %}', Output: '{% $states.result %}', End: true }),
  };
  const run = async () => {
    const bench = workbench({ work: (n: never) => n }, { childHistory: 'counts' });
    const outcome = await bench.run(
      map(
        {
          Items,
          MaxConcurrency: 1000,
          Output: '{% [$states.result[0], $states.result[9999], $count($states.result)] %}',
        },
        states,
      ),
    );
    return { outcome, executions: bench.service.executions() };
  };
  const { outcome, executions } = await run();
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: [1, 10_000, 10_000] });
  expect(executions).toHaveLength(10_001);
  expect(executions.reduce((sum, { transitions }) => sum + transitions, 0)).toBe(30_001);
  expect((await run()).executions).toEqual(executions);
});
