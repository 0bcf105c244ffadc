import { call, fail, machine, only, workbench } from './workbench';

/** Fails with the listed errors, one an attempt, then succeeds. */
const failing = (...errors: string[]) =>
  workbench({ work: (_payload, { count }) => (count <= errors.length ? fail(errors[count - 1] as string) : 'done') });

const seconds = (bench: ReturnType<typeof failing>) => {
  const [first] = bench.calls;
  return bench.calls.map(({ at }) => (at - (first?.at ?? 0)) / 1000);
};

describe('Retry', () => {
  it.each<[string, object, string[], number[], string]>([
    ['defaults: 1 s, doubled, three times', { ErrorEquals: ['E'] }, ['E', 'E', 'E', 'E'], [0, 1, 3, 7], 'FAILED'],
    ['succeeds on the last attempt', { ErrorEquals: ['E'], MaxAttempts: 2 }, ['E', 'E'], [0, 1, 3], 'SUCCEEDED'],
    ['MaxAttempts 0 means never', { ErrorEquals: ['E'], MaxAttempts: 0 }, ['E'], [0], 'FAILED'],
    [
      'IntervalSeconds and BackoffRate',
      { ErrorEquals: ['E'], IntervalSeconds: 4, BackoffRate: 1.5 },
      ['E', 'E', 'E'],
      [0, 4, 10, 19],
      'SUCCEEDED',
    ],
    [
      'MaxDelaySeconds caps the delay',
      { ErrorEquals: ['E'], IntervalSeconds: 4, MaxDelaySeconds: 6 },
      ['E', 'E', 'E'],
      [0, 4, 10, 16],
      'SUCCEEDED',
    ],
    ['another error is not retried', { ErrorEquals: ['E'] }, ['F'], [0], 'FAILED'],
    ['States.TaskFailed stands for any error', { ErrorEquals: ['States.TaskFailed'] }, ['E'], [0, 1], 'SUCCEEDED'],
    ['... but States.Timeout', { ErrorEquals: ['States.TaskFailed'] }, ['States.Timeout'], [0], 'FAILED'],
    ['States.ALL stands for States.Timeout', { ErrorEquals: ['States.ALL'] }, ['States.Timeout'], [0, 1], 'SUCCEEDED'],
    [
      '... but not for States.DataLimitExceeded',
      { ErrorEquals: ['States.ALL'] },
      ['States.DataLimitExceeded'],
      [0],
      'FAILED',
    ],
    [
      'which its own name reaches',
      { ErrorEquals: ['States.DataLimitExceeded'] },
      ['States.DataLimitExceeded'],
      [0, 1],
      'SUCCEEDED',
    ],
    ['States.Runtime is never retried', { ErrorEquals: ['States.Runtime'] }, ['States.Runtime'], [0], 'FAILED'],
  ])('%s', async (_name, retrier, errors, expected, status) => {
    const bench = failing(...errors);
    expect((await bench.run(only(call('work', { Retry: [retrier] })))).status).toBe(status);
    expect(seconds(bench)).toEqual(expected);
  });

  it('each entry counts its own attempts; the first that matches is used', async () => {
    const bench = failing('E', 'F', 'E', 'F');
    const Retry = [
      { ErrorEquals: ['E'], IntervalSeconds: 10, MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 5 },
    ];
    const outcome = await bench.run(only(call('work', { Retry })));
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'E' });
    expect(seconds(bench)).toEqual([0, 10, 11]);
  });

  it('RetryCount is in the context, and each attempt evaluates the Arguments anew', async () => {
    const bench = failing('E', 'E');
    await bench.run(
      only(call('work', { Arguments: '{% $states.context.State.RetryCount %}', Retry: [{ ErrorEquals: ['E'] }] })),
    );
    expect(bench.calls.map(({ payload }) => payload)).toEqual([0, 1, 2]);
  });

  it('full jitter draws from the seed: between nothing and the whole delay, the same in every run', async () => {
    const run = async (seed: number) => {
      const bench = workbench({ work: () => fail('E') }, { seed });
      const Retry = [
        { ErrorEquals: ['E'], IntervalSeconds: 100, BackoffRate: 1, JitterStrategy: 'FULL', MaxAttempts: 20 },
      ];
      await bench.run(only(call('work', { Retry })));
      const times = seconds(bench);
      return times.slice(1).map((at, i) => at - (times[i] as number));
    };
    const delays = await run(1);
    expect(await run(1)).toEqual(delays);
    expect(await run(2)).not.toEqual(delays);
    expect(delays).toHaveLength(20);
    expect(Math.max(...delays)).toBeLessThan(100);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(30);
  });

  it('a failed Output is retried like the task itself', async () => {
    const bench = workbench({ work: (_payload, { count }) => (count === 1 ? {} : { n: 1 }) });
    const Retry = [{ ErrorEquals: ['States.QueryEvaluationError'] }];
    const outcome = await bench.run(only(call('work', { Output: '{% $states.result.n %}', Retry })));
    expect(outcome.output).toBe(1);
    expect(outcome.types).toContain('EvaluationFailed');
  });

  it.each<[string, object]>([
    ['Parallel', { Type: 'Parallel', Branches: [machine({ F: { Type: 'Fail', Error: 'E' } })] }],
    ['Map', { Type: 'Map', Items: [1], ItemProcessor: machine({ F: { Type: 'Fail', Error: 'E' } }) }],
  ])('%s starts afresh on each attempt', async (type, state) => {
    const { types } = await workbench().run(only({ ...state, Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }] }));
    expect(types.filter((name) => name === `${type}StateStarted`)).toHaveLength(3);
    expect(types.filter((name) => name === 'FailStateEntered')).toHaveLength(3);
    expect(types.slice(-2)).toEqual([`${type}StateFailed`, 'ExecutionFailed']);
  });
});

describe('Catch', () => {
  const caught = (catcher: object, rest: object = {}) =>
    machine({
      Work: call('work', {
        ...rest,
        Catch: [
          { ErrorEquals: ['Never'], Next: 'Else' },
          { Next: 'After', ...catcher },
        ],
        Next: 'Else',
      }),
      After: {
        Type: 'Pass',
        Output: { input: '{% $states.input %}', seen: '{% $exists($seen) ? $seen : "nothing" %}' },
        End: true,
      },
      Else: { Type: 'Succeed' },
    });
  const cause = JSON.stringify({ errorType: 'E', errorMessage: 'broken', trace: [] });

  it.each<[string, object, unknown]>([
    ['hands the error on', { ErrorEquals: ['States.ALL'] }, { input: { Error: 'E', Cause: cause }, seen: 'nothing' }],
    [
      'Output replaces it',
      { ErrorEquals: ['E'], Output: { e: '{% $states.errorOutput.Error %}', n: '{% $states.input.n %}' } },
      { input: { e: 'E', n: 7 }, seen: 'nothing' },
    ],
    [
      'Assign sets variables',
      { ErrorEquals: ['States.TaskFailed'], Assign: { seen: '{% $parse($states.errorOutput.Cause).errorMessage %}' } },
      { input: { Error: 'E', Cause: cause }, seen: 'broken' },
    ],
  ])('%s', async (_name, catcher, output) => {
    const outcome = await failing('E').run(caught(catcher), { n: 7 });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output });
    expect(outcome.types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionFailed',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('comes after Retry', async () => {
    const bench = failing('E', 'E', 'E');
    const definition = caught({ ErrorEquals: ['E'] }, { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] });
    expect((await bench.run(definition)).status).toBe('SUCCEEDED');
    expect(bench.calls).toHaveLength(2);
  });

  it('does not assign what the failed attempt would have assigned', async () => {
    const definition = caught(
      { ErrorEquals: ['States.ALL'] },
      { Assign: { seen: 'assigned' }, Output: '{% $states.result.absent %}' },
    );
    expect((await failing().run(definition)).output.seen).toBe('nothing');
  });

  it('catches States.Timeout and errors inside a Map', async () => {
    const processor = machine({ W: { Type: 'Fail', Error: 'Inner', Cause: 'c' } });
    const definition = machine({
      M: {
        Type: 'Map',
        Items: [1],
        ItemProcessor: processor,
        Catch: [{ ErrorEquals: ['Inner'], Next: 'S' }],
        End: true,
      },
      S: { Type: 'Succeed' },
    });
    const outcome = await failing().run(definition);
    expect(outcome.output).toEqual({ Error: 'Inner', Cause: 'c' });
    expect(outcome.types).toContain('MapStateFailed');
  });

  it('States.Runtime inside a branch passes through every Catch', async () => {
    const branch = machine({
      C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'N' }] },
      N: { Type: 'Succeed' },
    });
    const definition = machine({
      P: { Type: 'Parallel', Branches: [branch], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }], End: true },
      S: { Type: 'Succeed' },
    });
    expect(await failing().run(definition)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('an error in its own Output fails the execution', async () => {
    const definition = caught({ ErrorEquals: ['E'], Output: '{% $states.errorOutput.absent %}' });
    const outcome = await failing('E').run(definition);
    expect(outcome.error).toBe('States.QueryEvaluationError');
    expect(outcome.cause).toContain("field 'Catch[1]/Output'");
  });
});
