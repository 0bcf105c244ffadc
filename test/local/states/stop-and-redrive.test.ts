import { call, fail, machine, only, workbench } from './workbench';

const distributed = (states: Record<string, object>, rest: object = {}) => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...machine(states) },
  ...rest,
});

describe('stopExecution', () => {
  it('aborts at once: no Catch, no further state, and the running task is dropped', async () => {
    let finish: (value: unknown) => void = () => undefined;
    let wasAborted = false;
    const bench = workbench({
      slow: (_payload, { signal }) => {
        signal.addEventListener('abort', () => {
          wasAborted = true;
        });
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }];
    const arn = bench.start(machine({ T: call('slow', { Catch, Next: 'After' }), After: { Type: 'Succeed' } }));
    await new Promise(setImmediate);
    bench.service.stopExecution(arn, { error: 'Stopped', cause: 'by hand' });
    expect(bench.service.describeExecution(arn)).toMatchObject({
      status: 'ABORTED',
      error: 'Stopped',
      cause: 'by hand',
    });
    finish('late');
    await new Promise(setImmediate);
    const outcome = await bench.wait(arn);
    expect(wasAborted).toBe(true);
    expect(outcome.status).toBe('ABORTED');
    expect(outcome.types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'ExecutionAborted',
    ]);
  });

  it('aborts the children of a distributed Map and starts no more', async () => {
    const bench = workbench();
    const items = [1, 2, 3, 4, 5];
    const arn = bench.start(
      only(distributed({ W: { Type: 'Wait', Seconds: 100, End: true } }, { Items: items, MaxConcurrency: 2 })),
    );
    await bench.clock.sleep(150_000);
    bench.service.stopExecution(arn);
    expect(bench.service.executions().map(({ status }) => status)).toEqual([
      'ABORTED',
      'SUCCEEDED',
      'SUCCEEDED',
      'ABORTED',
      'ABORTED',
    ]);
    await bench.clock.sleep(1_000_000);
    expect(bench.service.executions()).toHaveLength(5);
  });

  it('changes nothing once the execution has ended', async () => {
    const bench = workbench();
    const { executionArn, stopDate } = await bench.run(only({ Type: 'Pass' }));
    expect(bench.service.stopExecution(executionArn)).toEqual({ stopDate });
    expect(bench.service.describeExecution(executionArn).status).toBe('SUCCEEDED');
  });
});

describe('redriveExecution', () => {
  const failsOnce = () =>
    workbench({ work: (_payload, { count }) => (count === 1 ? fail('E') : 'done'), first: () => 1 });

  it('resumes at the failed state with its input and variables, under the same ARN', async () => {
    const bench = failsOnce();
    const arn = bench.start(
      machine({
        First: call('first', { Assign: { v: 'set' }, Output: 'input of work', Next: 'Work' }),
        Work: call('work', {
          Arguments: '{% [$states.input, $v, $states.context.Execution.RedriveCount] %}',
          Next: 'S',
        }),
        S: { Type: 'Succeed' },
      }),
    );
    expect(await bench.wait(arn)).toMatchObject({
      status: 'FAILED',
      error: 'E',
      redriveStatus: 'REDRIVABLE',
      redriveCount: 0,
    });
    bench.service.redriveExecution(arn);
    expect(bench.service.describeExecution(arn)).toMatchObject({ status: 'RUNNING', redriveCount: 1 });
    const outcome = await bench.wait(arn);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: 'done', redriveCount: 1 });
    expect(outcome.error).toBeUndefined();
    expect(bench.calls.map(({ name, payload }) => [name, payload])).toEqual([
      ['first', {}],
      ['work', ['input of work', 'set', 0]],
      ['work', ['input of work', 'set', 1]],
    ]);
    expect(outcome.types.slice(-9)).toEqual([
      'ExecutionFailed',
      'ExecutionRedriven',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('counts retries anew', async () => {
    const bench = workbench({ work: (_payload, { count }) => (count <= 5 ? fail('E') : 'done') });
    const arn = bench.start(only(call('work', { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }] })));
    await bench.wait(arn);
    bench.service.redriveExecution(arn);
    expect((await bench.wait(arn)).status).toBe('SUCCEEDED');
    expect(bench.calls).toHaveLength(6);
  });

  it('a Fail state only fails again', async () => {
    const bench = failsOnce();
    const arn = bench.start(machine({ F: { Type: 'Fail', Error: 'E' } }));
    await bench.wait(arn);
    bench.service.redriveExecution(arn);
    expect(await bench.wait(arn)).toMatchObject({ status: 'FAILED', error: 'E', redriveCount: 1 });
  });

  it('an aborted execution, even right after the stop', async () => {
    const bench = workbench();
    const arn = bench.start(only({ Type: 'Wait', Seconds: 100 }));
    await bench.clock.sleep(50_000);
    bench.service.stopExecution(arn);
    bench.service.redriveExecution(arn);
    const outcome = await bench.wait(arn);
    expect(outcome.status).toBe('SUCCEEDED');
    expect((outcome.stopDate ?? 0) - outcome.startDate).toBe(150_000);
  });

  it('a timed-out execution, with the whole time limit again', async () => {
    const bench = workbench();
    const arn = bench.start({
      ...machine({ A: { Type: 'Wait', Seconds: 20, Next: 'B' }, B: { Type: 'Wait', Seconds: 20, End: true } }),
      TimeoutSeconds: 30,
    });
    expect((await bench.wait(arn)).status).toBe('TIMED_OUT');
    bench.service.redriveExecution(arn);
    expect((await bench.wait(arn)).status).toBe('SUCCEEDED');
  });

  it.each<[string, object]>([
    [
      'Parallel',
      {
        Type: 'Parallel',
        Branches: [
          machine({ A: call('first', { End: true }) }),
          machine({ B1: call('first', { Next: 'B2' }), B2: call('work', { End: true }) }),
        ],
      },
    ],
    [
      'inline Map',
      {
        Type: 'Map',
        Items: [1, 2],
        MaxConcurrency: 1,
        ItemProcessor: machine({
          C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'A' }], Default: 'B1' },
          A: call('first', { End: true }),
          B1: call('first', { Next: 'B2' }),
          B2: call('work', { End: true }),
        }),
      },
    ],
    [
      'distributed Map',
      distributed(
        {
          C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'A' }], Default: 'B1' },
          A: call('first', { End: true }),
          B1: call('first', { Next: 'B2' }),
          B2: call('work', { End: true }),
        },
        { Items: [1, 2], MaxConcurrency: 1 },
      ),
    ],
  ])('%s: only the unsuccessful part runs again, from its own failed state', async (_name, state) => {
    const bench = failsOnce();
    const arn = bench.start(only(state));
    expect((await bench.wait(arn)).status).toBe('FAILED');
    bench.service.redriveExecution(arn);
    expect(await bench.wait(arn)).toMatchObject({ status: 'SUCCEEDED', output: [1, 'done'] });
    expect(bench.calls.map(({ name }) => name)).toEqual(['first', 'first', 'work', 'work']);
  });

  it('a Parallel that failed for the size of its result runs again as a whole', async () => {
    const bench = workbench({ work: (_payload, { count }) => 'x'.repeat(count <= 2 ? 150_000 : 1) });
    const Branches = ['A', 'B'].map((name) => machine({ [name]: call('work', { End: true }) }));
    const arn = bench.start(only({ Type: 'Parallel', Branches }));
    expect((await bench.wait(arn)).error).toBe('States.DataLimitExceeded');
    bench.service.redriveExecution(arn);
    expect((await bench.wait(arn)).output).toEqual(['x', 'x']);
    expect(bench.calls).toHaveLength(4);
  });

  it('children keep their ARN and count their redrives; those never started are started', async () => {
    const bench = workbench({ work: (n: never, { count }) => (count === 2 ? fail('E') : n) });
    const arn = bench.start(
      only(distributed({ W: call('work', { End: true }) }, { Items: [1, 2, 3], MaxConcurrency: 1 })),
    );
    expect((await bench.wait(arn)).error).toBe('States.ExceedToleratedFailureThreshold');
    expect(bench.service.executions()).toHaveLength(3);
    const failed = bench.service.executions()[2];
    expect(bench.service.describeExecution(failed?.executionArn ?? '').redriveStatus).toBe('REDRIVABLE_BY_MAP_RUN');
    expect(() => bench.service.redriveExecution(failed?.executionArn ?? '')).toThrow(
      expect.objectContaining({ name: 'ExecutionNotRedrivable' }),
    );
    bench.service.redriveExecution(arn);
    const outcome = await bench.wait(arn);
    expect(outcome.output).toEqual([1, 2, 3]);
    expect(outcome.types).toContain('MapRunRedriven');
    const children = bench.service.executions().slice(1);
    expect(children.map(({ redriveCount }) => redriveCount)).toEqual([0, 1, 0]);
    expect(children[1]?.executionArn).toBe(failed?.executionArn);
    expect(bench.calls.map(({ payload }) => payload)).toEqual([1, 2, 2, 3]);
  });

  it('is refused while it runs, after success, and after 14 days', async () => {
    const bench = failsOnce();
    const refused = expect.objectContaining({ name: 'ExecutionNotRedrivable' });
    const running = bench.start(only({ Type: 'Wait', Seconds: 1 }));
    expect(() => bench.service.redriveExecution(running)).toThrow(refused);
    await bench.wait(running);
    expect(() => bench.service.redriveExecution(running)).toThrow(refused);
    const { executionArn } = await bench.run(machine({ F: { Type: 'Fail' } }));
    await bench.clock.sleep(15 * 24 * 3600 * 1000);
    expect(() => bench.service.redriveExecution(executionArn)).toThrow(refused);
  });
});

describe('close', () => {
  it('stops what runs, children too, without a word to listeners, and leaves what has ended', async () => {
    const bench = workbench({ waits: () => new Promise(() => undefined), ends: () => 'done' });
    const ended = await bench.run(machine({ T: call('ends', { End: true }) }));
    const running = bench.start(only(distributed({ T: call('waits', { End: true }) }, { Items: [1, 2] })));
    while (bench.calls.length < 3) await new Promise(setImmediate);
    const heard: string[] = [];
    bench.service.onEvent(({ kind }) => heard.push(kind));
    bench.service.close();
    await bench.wait(running);
    const statuses = bench.service.executions().map(({ status }) => status);
    expect(statuses).toEqual(['SUCCEEDED', 'ABORTED', 'ABORTED', 'ABORTED']);
    expect(bench.service.describeExecution(ended.executionArn).status).toBe('SUCCEEDED');
    expect(heard).toEqual([]);
  });
});
