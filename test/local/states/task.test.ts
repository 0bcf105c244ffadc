import { call, only, workbench } from './workbench';

const { run } = workbench({ echo: (payload) => payload, nothing: () => undefined });

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
