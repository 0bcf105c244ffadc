import { call, distributed, fail, picky, workbench } from './workbench';

const work = { W: call('work', { End: true }) };

const reader = (config: object) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: config,
    Arguments: { Bucket: 'bucket', Key: '{% $states.input.key %}' },
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
    expect((await workbench({}, {}, objects).run(distributed(reader(readerConfig)), { key })).output).toEqual(expected);
  });

  it.each<[string, string, object, string]>([
    ['a missing object', 'none', { InputType: 'JSON' }, 'NoSuchKey'],
    ['an object that holds no array', 'object.json', { InputType: 'JSON' }, 'non-iterable'],
    ['an object that is no JSON', 'broken.json', { InputType: 'JSON' }, 'no valid JSON'],
    ['a negative MaxItems', 'list.json', { InputType: 'JSON', MaxItems: -1 }, 'field MaxItems must be positive'],
  ])('%s fails with States.ItemReaderFailed', async (_name, key, readerConfig, part) => {
    const outcome = await workbench({}, {}, objects).run(distributed(reader(readerConfig)), { key });
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
    const { output } = await workbench().run(distributed({ Items: ['a', 'b'], ItemSelector }));
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
    const { output } = await workbench().run(distributed({ Items: [1, 2, 3, 4, 5], ItemBatcher }), { n: 4 });
    expect(output).toEqual(expected.map((Items) => ({ BatchInput: { by: 4 }, Items })));
  });
});

describe('children', () => {
  it('are executions of their own', async () => {
    const bench = workbench(picky);
    const { executionArn, types } = await bench.run(distributed({ Items: [2, 4], Label: 'Each' }, work));
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
    const definition = distributed(
      { Items: [1, 2, 3, 4], MaxConcurrency },
      { W: { Type: 'Wait', Seconds: 10, End: true } },
    );
    const { startDate, stopDate } = await workbench().run(definition, { n: 2 });
    expect((stopDate ?? 0) - startDate).toBe(seconds * 1000);
  });

  it('with history "counts" keep only numbers', async () => {
    const bench = workbench(picky, { childHistory: 'counts' });
    await bench.run(distributed({ Items: [2] }, work));
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
    const outcome = await bench.run(distributed({ Items, ...fields }, work), { five: 5 });
    expect(outcome.status).toBe(status);
    if (status === 'FAILED') {
      expect(outcome.error).toBe('States.ExceedToleratedFailureThreshold');
      expect(outcome.cause).toBe('The specified tolerated failure threshold was exceeded');
      expect(outcome.types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
    }
  });

  it('a failed child stands beside the successful ones with its record', async () => {
    const { output } = await workbench(picky).run(
      distributed({ Items: [1, 2], ToleratedFailurePercentage: 100 }, work),
    );
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
    await bench.run(distributed({ Items: [1, 2, 3] }, states));
    expect(bench.service.executions().map(({ status }) => status)).toEqual(['FAILED', 'ABORTED', 'FAILED', 'ABORTED']);
  });
});
