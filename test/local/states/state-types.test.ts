import { call, machine, only, workbench } from './workbench';

const { run } = workbench({ echo: (payload) => payload, nothing: () => undefined });

describe('Pass, Choice, Succeed and Fail', () => {
  it.each<[string, object, unknown, unknown]>([
    ['Pass hands its input on', only({ Type: 'Pass' }), { a: 1 }, { a: 1 }],
    [
      'Output replaces it',
      only({ Type: 'Pass', Output: { b: '{% $states.input.a + 1 %}', c: [null, 'x'] } }),
      { a: 1 },
      { b: 2, c: [null, 'x'] },
    ],
    ['an Output of null is a value', only({ Type: 'Pass', Output: null }), {}, null],
    ['blanks around the delimiters make it text', only({ Type: 'Pass', Output: ' {% 1 %}' }), {}, ' {% 1 %}'],
    [
      'an array of one element keeps its brackets',
      only({ Type: 'Pass', Output: '{% [$states.input.a] %}' }),
      { a: 1 },
      [1],
    ],
    [
      'a mapped path of one element loses them',
      only({ Type: 'Pass', Output: '{% $states.input.list.a %}' }),
      { list: [{ a: 1 }] },
      1,
    ],
    ['a path to an empty array', only({ Type: 'Pass', Output: '{% $states.input.list %}' }), { list: [] }, []],
    ['Succeed computes Output', machine({ S: { Type: 'Succeed', Output: '{% $states.input.a %}' } }), { a: 'x' }, 'x'],
    [
      'the first true rule wins, with its own Output',
      machine({
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n > 9 %}', Next: 'Big', Output: 'ten or more' },
            { Condition: '{% $states.input.n > 1 %}', Next: 'Big', Output: 'more than one' },
            { Condition: '{% $states.input.absent %}', Next: 'Big' },
          ],
          Default: 'Small',
          Output: 'small',
        },
        Big: { Type: 'Succeed' },
        Small: { Type: 'Succeed' },
      }),
      { n: 5 },
      'more than one',
    ],
    [
      'Default, with the Output of the state',
      machine({
        C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Big' }], Default: 'Small', Output: 'small' },
        Big: { Type: 'Fail' },
        Small: { Type: 'Succeed' },
      }),
      {},
      'small',
    ],
  ])('%s', async (_name, definition, input, expected) => {
    expect(await run(definition, input)).toMatchObject({ status: 'SUCCEEDED', output: expected });
  });

  it.each<[string, object, string | undefined, string | undefined]>([
    ['Fail with literals', machine({ F: { Type: 'Fail', Error: 'E', Cause: 'c' } }), 'E', 'c'],
    [
      'Fail with expressions',
      machine({ F: { Type: 'Fail', Error: '{% "E" & $states.input.n %}', Cause: '{% $string($states.input) %}' } }),
      'E7',
      '{"n":7}',
    ],
    ['Fail without either', machine({ F: { Type: 'Fail' } }), undefined, undefined],
    [
      'a Cause that is no text',
      machine({ F: { Type: 'Fail', Cause: '{% 1 %}' } }),
      'States.QueryEvaluationError',
      "An error occurred while executing the state 'F' (entered at the event id #2). The JSONata expression '1' specified for the field 'Cause' returned an unexpected result type. Expected 'string', but was 'integer' for value: 1",
    ],
    [
      'no rule matches and there is no Default',
      machine({ C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'S' }] }, S: { Type: 'Succeed' } }),
      'States.Runtime',
      "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    ],
    [
      'a Condition that is no boolean',
      machine({ C: { Type: 'Choice', Choices: [{ Condition: '{% "yes" %}', Next: 'S' }] }, S: { Type: 'Succeed' } }),
      'States.QueryEvaluationError',
      "An error occurred while executing the state 'C' (entered at the event id #2). The JSONata expression '\"yes\"' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\"",
    ],
    [
      'an undefined result, named by its place',
      only({ Type: 'Pass', Output: { a: { b: ['{% $states.input.absent %}'] } } }),
      'States.QueryEvaluationError',
      "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression '$states.input.absent' specified for the field 'Output/a/b[0]' returned nothing (undefined).",
    ],
    [
      'an expression that throws',
      only({ Type: 'Pass', Output: '{% 1 + "x" %}' }),
      'States.QueryEvaluationError',
      expect.stringContaining("specified for the field 'Output' threw an error during evaluation. T2002: ") as never,
    ],
  ])('%s', async (_name, definition, error, cause) => {
    const outcome = await run(definition, { n: 7 });
    expect(outcome.status).toBe('FAILED');
    expect(outcome.error).toBe(error);
    expect(outcome.cause).toEqual(cause);
  });

  it('an evaluation error is an event of its own', async () => {
    expect((await run(only({ Type: 'Pass', Output: '{% $states.input.absent %}' }))).types).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'EvaluationFailed',
      'ExecutionFailed',
    ]);
  });
});

describe('Wait', () => {
  it.each<[string, object, number]>([
    ['Seconds', { Seconds: 86_400 }, 86_400],
    ['Seconds of zero', { Seconds: 0 }, 0],
    ['computed Seconds', { Seconds: '{% $states.input.n * 10 %}' }, 70],
    ['Timestamp', { Timestamp: '2026-01-05T03:01:00Z' }, 60],
    ['a Timestamp in the past', { Timestamp: '{% "2020-01-01T00:00:00Z" %}' }, 0],
  ])('%s', async (_name, fields, seconds) => {
    const fresh = workbench();
    const { status, startDate, stopDate } = await fresh.run(only({ Type: 'Wait', ...fields }), { n: 7 });
    expect(status).toBe('SUCCEEDED');
    expect((stopDate ?? 0) - startDate).toBe(seconds * 1000);
  });

  it.each(['{% 1.5 %}', '{% -1 %}', '{% "5" %}', '{% null %}'])('refuses Seconds of %s', async (Seconds) => {
    const outcome = await run(only({ Type: 'Wait', Seconds }));
    expect(outcome.error).toBe('States.QueryEvaluationError');
    expect(outcome.cause).toContain("Expected 'integer'");
  });
});

describe('Task', () => {
  it('calls a function by its ARN; the input is its payload, what it returns the output', async () => {
    const outcome = await run(only(call('echo')), { a: 1 });
    expect(outcome.output).toEqual({ a: 1 });
    expect(outcome.types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('lambda:invoke wraps the result', async () => {
    const outcome = await run(
      only({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'echo:7', Payload: { n: '{% $states.input.a %}' } },
        Output: { all: '{% $states.result %}', payload: '{% $states.result.Payload.n %}' },
      }),
      { a: 1 },
    );
    expect(outcome.output).toEqual({
      all: { ExecutedVersion: '$LATEST', Payload: { n: 1 }, StatusCode: 200 },
      payload: 1,
    });
    expect(outcome.types.slice(2, 5)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSucceeded']);
  });

  it('a function that returns nothing answers null', async () => {
    expect((await run(only(call('nothing')))).output).toBeNull();
  });

  it('reports what the function threw', async () => {
    const { run: runBroken } = workbench({
      broken: () => {
        throw new RangeError('too far');
      },
    });
    const outcome = await runBroken(only(call('broken')));
    expect(outcome.error).toBe('RangeError');
    expect(JSON.parse(outcome.cause ?? '')).toEqual({ errorType: 'RangeError', errorMessage: 'too far', trace: [] });
    expect(outcome.types).toContain('LambdaFunctionFailed');
  });

  it('fails with States.Timeout after TimeoutSeconds, and the late result is dropped', async () => {
    const bench = workbench({
      slow: async () => {
        await bench.clock.sleepWithinBusy(10_000);
        return 'late';
      },
    });
    const outcome = await bench.run(only(call('slow', { TimeoutSeconds: 5 })));
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect((outcome.stopDate ?? 0) - outcome.startDate).toBe(5000);
    expect(outcome.types.slice(-2)).toEqual(['LambdaFunctionTimedOut', 'ExecutionFailed']);
  });

  it('calls registered integrations', async () => {
    const resource = 'arn:aws:states:::sns:publish';
    const bench = workbench({}, { integrations: { [resource]: async (input) => ({ got: input }) } });
    expect((await bench.run(only({ Type: 'Task', Resource: resource }), { a: 1 })).output).toEqual({ got: { a: 1 } });
  });
});

describe('Parallel', () => {
  it('gives every branch the input and returns their outputs in order', async () => {
    const outcome = await run(
      only({
        Type: 'Parallel',
        Branches: [
          machine({ A: { Type: 'Wait', Seconds: 5, Next: 'A2' }, A2: { Type: 'Pass', Output: 'slow', End: true } }),
          machine({ B: { Type: 'Pass', Output: '{% $states.input.n %}', End: true } }),
        ],
      }),
      { n: 7 },
    );
    expect(outcome.output).toEqual(['slow', 7]);
  });

  it('the first failure stops the others', async () => {
    const outcome = await run(
      only({
        Type: 'Parallel',
        Branches: [
          machine({ A: { Type: 'Wait', Seconds: 1000, End: true } }),
          machine({ B: { Type: 'Fail', Error: 'E', Cause: 'c' } }),
        ],
      }),
    );
    expect(outcome).toMatchObject({ error: 'E', cause: 'c', stopDate: outcome.startDate });
    expect(outcome.types.slice(-3)).toEqual(['FailStateEntered', 'ParallelStateFailed', 'ExecutionFailed']);
  });
});

describe('Map, inline', () => {
  const each = (rest: object, ...states: object[]) =>
    only({ Type: 'Map', ItemProcessor: machine({ Do: { Type: 'Pass', End: true, ...states[0] } }), ...rest });

  it.each<[string, object, unknown, unknown]>([
    ['over the input', each({}), [1, [2], 'x'], [1, [2], 'x']],
    ['over Items', each({ Items: '{% $states.input.list %}' }), { list: [3] }, [3]],
    ['over nothing', each({ Items: [] }), {}, []],
    [
      'with an ItemSelector',
      each({
        Items: ['a', 'b'],
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          v: '{% $states.context.Map.Item.Value %}',
          n: '{% $states.input.n %}',
        },
      }),
      { n: 7 },
      [
        { i: 0, v: 'a', n: 7 },
        { i: 1, v: 'b', n: 7 },
      ],
    ],
    [
      'whose iterations know their item',
      each({ Items: ['a'], ItemSelector: 'selected' }, { Output: '{% $states.context.Map.Item.Value %}' }),
      {},
      ['a'],
    ],
  ])('%s', async (_name, definition, input, expected) => {
    expect((await run(definition, input)).output).toEqual(expected);
  });

  it.each<[unknown, number]>([
    [1, 40],
    [2, 20],
    ['{% $states.input.width %}', 10],
    [0, 10],
    [undefined, 10],
  ])('MaxConcurrency %p takes %p seconds for four waits of ten', async (MaxConcurrency, seconds) => {
    const wait = {
      Type: 'Map',
      Items: [1, 2, 3, 4],
      MaxConcurrency,
      ItemProcessor: machine({ W: { Type: 'Wait', Seconds: 10, End: true } }),
    };
    const { startDate, stopDate } = await run(only(wait), { width: 4 });
    expect((stopDate ?? 0) - startDate).toBe(seconds * 1000);
  });

  it('Items that are no array fail the state', async () => {
    const outcome = await run(each({ Items: '{% $states.input.n %}' }), { n: 7 });
    expect(outcome.error).toBe('States.QueryEvaluationError');
    expect(outcome.cause).toContain(
      "specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'integer'",
    );
  });
});
