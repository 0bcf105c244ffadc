import { call, fail, machine, only, workbench } from './workbench';

const big = (bytes: number) => 'x'.repeat(bytes - 2); // two bytes of quotes
const LIMIT = 256 * 1024;

describe('payloads of 256 KiB', () => {
  it.each<[string, object, number]>([
    ['a task result', only(call('make', { Output: 'small' })), LIMIT + 1],
    ['the Arguments of a task', only(call('make', { Arguments: '{% $pad("", 262143, "x") %}' })), 10],
    [
      'an Output',
      machine({ P: { Type: 'Pass', Output: { a: '{% $states.input.t & $states.input.t %}' }, End: true } }),
      0,
    ],
    [
      'a variable',
      machine({ P: { Type: 'Pass', Assign: { v: '{% $states.input.t & $states.input.t %}' }, Output: 1, End: true } }),
      0,
    ],
    [
      'the result of a Parallel',
      only({
        Type: 'Parallel',
        Output: 1,
        Branches: ['A', 'B'].map((name) => machine({ [name]: { Type: 'Pass', End: true } })),
      }),
      0,
    ],
    [
      'the result of an inline Map',
      only({
        Type: 'Map',
        Output: 1,
        Items: [1, 2],
        ItemSelector: '{% $states.input %}',
        ItemProcessor: machine({ P: { Type: 'Pass', End: true } }),
      }),
      0,
    ],
  ])('%s over it fails with States.DataLimitExceeded, past any wildcard', async (_name, definition, bytes) => {
    const { run } = workbench({ make: () => big(Number(bytes)) });
    const outcome = await run(definition, { t: big(LIMIT * 0.6) });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('a result of just 256 KiB passes', async () => {
    const { run } = workbench({ make: () => big(LIMIT) });
    expect((await run(only(call('make')))).status).toBe('SUCCEEDED');
  });

  it('bytes count, not characters', async () => {
    const { run } = workbench({ make: () => 'é'.repeat(LIMIT / 2) });
    expect((await run(only(call('make')))).error).toBe('States.DataLimitExceeded');
  });

  it('States.ALL does not catch it', async () => {
    const { run } = workbench({ make: () => big(LIMIT + 1) });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S' }];
    const outcome = await run(machine({ T: call('make', { Catch, End: true }), S: { Type: 'Succeed' } }));
    expect(outcome.error).toBe('States.DataLimitExceeded');
  });

  it('the Output of a Catch counts, too', async () => {
    const { run } = workbench({ make: () => fail('E') });
    const Catch = [{ ErrorEquals: ['E'], Next: 'S', Output: '{% $pad("", 262143, "x") %}' }];
    const outcome = await run(machine({ T: call('make', { Catch, End: true }), S: { Type: 'Succeed', Output: 1 } }));
    expect(outcome.error).toBe('States.DataLimitExceeded');
  });

  it('a larger execution input is refused', () => {
    const { start } = workbench();
    expect(() => start(only({ Type: 'Pass' }), big(LIMIT + 1))).toThrow('over 262144 bytes');
  });
});

it('all variables together are limited', async () => {
  const states: Record<string, object> = {};
  for (const i of [1, 2, 3])
    states[`P${i}`] = { Type: 'Pass', Assign: { [`v${i}`]: 'x'.repeat(40) }, Next: `P${i + 1}` };
  const definition = machine({ ...states, P4: { Type: 'Succeed' } });
  const run = async (variablesTotalBytes: number) =>
    (await workbench({}, { limits: { variablesTotalBytes } }).run(definition)).error;
  expect(await run(126)).toBeUndefined();
  expect(await run(125)).toBe('States.DataLimitExceeded');
});

describe('the Cause of a Fail state', () => {
  const failWith = (length: number) =>
    machine({ F: { Type: 'Fail', Error: 'E', Cause: `{% $pad("", ${length}, "x") %}` } });
  it.each([
    [32_768, 'E'],
    [32_769, 'States.Runtime'],
  ])('%p characters: %s', async (length, error) => {
    expect((await workbench().run(failWith(length))).error).toBe(error);
  });
});

describe('25,000 history events', () => {
  const loop = machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, Next: 'A' } });

  it('the last event of a runaway loop is ExecutionFailed', async () => {
    const outcome = await workbench().run(loop);
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
      redriveStatus: 'NOT_REDRIVABLE',
    });
    expect(outcome.types).toHaveLength(25_000);
    expect(outcome.types.at(-1)).toBe('ExecutionFailed');
  });

  it('no Retry or Catch of an enclosing state sees it', async () => {
    const definition = machine({
      P: {
        Type: 'Parallel',
        Branches: [loop],
        Retry: [{ ErrorEquals: ['States.ALL'] }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }],
        End: true,
      },
      S: { Type: 'Succeed' },
    });
    const outcome = await workbench({}, { limits: { historyEvents: 100 } }).run(definition);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(outcome.types).toHaveLength(100);
  });

  it('each child of a distributed Map has a budget of its own', async () => {
    const wait = (n: number) => ({ Type: 'Wait', Seconds: 1, ...(n < 10 ? { Next: `W${n + 1}` } : { End: true }) });
    const states = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`W${i + 1}`, wait(i + 1)]));
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...machine(states) };
    const { run, service } = workbench({}, { limits: { historyEvents: 25 } });
    expect((await run(only({ Type: 'Map', Items: [1, 2, 3], ItemProcessor: processor }))).status).toBe('SUCCEEDED');
    expect(service.executions().map(({ events }) => events)).toEqual([8, 22, 22, 22]);
  });
});

describe('a day of waiting', () => {
  it('1,440 polls, one a minute, under the virtual clock', async () => {
    const bench = workbench({ poll: (i: never) => ({ done: (i as number) >= 1440 }) });
    const outcome = await bench.run(
      machine({
        Init: { Type: 'Pass', Assign: { i: 0 }, Next: 'Wait' },
        Wait: { Type: 'Wait', Seconds: 60, Assign: { i: '{% $i + 1 %}' }, Next: 'Poll' },
        Poll: call('poll', { Arguments: '{% $i %}', Next: 'Done?' }),
        'Done?': { Type: 'Choice', Choices: [{ Condition: '{% $states.input.done %}', Next: 'End' }], Default: 'Wait' },
        End: { Type: 'Succeed' },
      }),
    );
    expect(outcome.status).toBe('SUCCEEDED');
    expect((outcome.stopDate ?? 0) - outcome.startDate).toBe(24 * 3600 * 1000);
    // Wait 2 + Task 5 + Choice 2 events a round, and eight around them: what AWS counts.
    expect(outcome.types).toHaveLength(1440 * 9 + 6);
  });
});

describe('TimeoutSeconds of the machine', () => {
  it('ends the execution as TIMED_OUT, inside a Wait, past any Catch', async () => {
    const branch = machine({ W: { Type: 'Wait', Seconds: 100, End: true } });
    const definition = machine(
      {
        P: { Type: 'Parallel', Branches: [branch], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }], End: true },
        S: { Type: 'Succeed' },
      },
      { TimeoutSeconds: 30 },
    );
    const outcome = await workbench().run(definition);
    expect(outcome).toMatchObject({ status: 'TIMED_OUT', redriveStatus: 'REDRIVABLE' });
    expect(outcome.error).toBeUndefined();
    expect((outcome.stopDate ?? 0) - outcome.startDate).toBe(30_000);
    expect(outcome.types.at(-1)).toBe('ExecutionTimedOut');
  });

  it('does not touch an execution that is quicker', async () => {
    const bench = workbench();
    const arn = bench.start({ ...only({ Type: 'Wait', Seconds: 10 }), TimeoutSeconds: 30 });
    await bench.wait(arn);
    await bench.clock.sleep(60_000);
    expect(bench.service.describeExecution(arn).status).toBe('SUCCEEDED');
  });
});
