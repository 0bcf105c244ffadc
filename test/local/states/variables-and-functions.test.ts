import { call, machine, only, workbench } from './workbench';

const { run } = workbench({ echo: (payload) => payload });

describe('variables', () => {
  it('are assigned all at once from the old values', async () => {
    const outcome = await run(
      machine({
        Set: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
        Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% [$a, $b] %}', Next: 'Show' },
        Show: { Type: 'Pass', Output: { before: '{% $states.input %}', after: '{% [$a, $b] %}' }, End: true },
      }),
    );
    expect(outcome.output).toEqual({ before: [1, 2], after: [2, 1] });
  });

  it('hold plain JSON: an array of one that JSONata built keeps its brackets in later expressions', async () => {
    const outcome = await run(
      machine({
        P: { Type: 'Pass', Assign: { v: { a: '{% $states.input.list.n[] %}' } }, Next: 'S' },
        S: { Type: 'Succeed', Output: '{% ($v.a) %}' },
      }),
      { list: [{ n: 1 }] },
    );
    expect(outcome.output).toEqual([1]);
  });

  it('a Task assigns from its result', async () => {
    const outcome = await run(
      machine({
        T: call('echo', { Assign: { got: '{% $states.result.n + 1 %}' }, Output: 'x', Next: 'S' }),
        S: { Type: 'Succeed', Output: '{% $got %}' },
      }),
      { n: 1 },
    );
    expect(outcome.output).toBe(2);
  });

  it('a Choice rule assigns its own, Default those of the state', async () => {
    const definition = machine({
      C: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n = 1 %}', Next: 'S', Assign: { by: 'rule' } }],
        Default: 'S',
        Assign: { by: 'default' },
      },
      S: { Type: 'Succeed', Output: '{% $by %}' },
    });
    expect((await run(definition, { n: 1 })).output).toBe('rule');
    expect((await run(definition, { n: 2 })).output).toBe('default');
  });

  it('branches and inline iterations read outer variables; their own stay inside', async () => {
    const inner = (name: string) =>
      machine({
        [`${name}1`]: { Type: 'Pass', Assign: { mine: `{% $outer & "-${name}" %}` }, Next: `${name}2` },
        [`${name}2`]: { Type: 'Succeed', Output: '{% $mine %}' },
      });
    const outcome = await run(
      machine({
        Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [inner('A'), inner('B')],
          Assign: { parallel: '{% $states.result %}' },
          Next: 'M',
        },
        M: { Type: 'Map', Items: [1, 2], ItemProcessor: inner('C'), Next: 'End' },
        End: { Type: 'Succeed', Output: '{% {"p": $parallel, "m": $states.input, "leak": $exists($mine)} %}' },
      }),
    );
    expect(outcome.output).toEqual({ p: ['o-A', 'o-B'], m: ['o-C', 'o-C'], leak: false });
  });

  it('children of a distributed Map do not see them', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      ...machine({ S: { Type: 'Succeed', Output: '{% $exists($outer) %}' } }),
    };
    const outcome = await run(
      machine({
        Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'M' },
        M: { Type: 'Map', Items: [1], ItemProcessor: processor, End: true },
      }),
    );
    expect(outcome.output).toEqual([false]);
  });
});

describe('the Context object', () => {
  it('has the documented members', async () => {
    const { output, executionArn, stateMachineArn } = await run(
      machine({ W: { Type: 'Wait', Seconds: 5, Next: 'S' }, S: { Type: 'Succeed', Output: '{% $states.context %}' } }),
      { n: 1 },
    );
    expect(output).toEqual({
      Execution: {
        Id: executionArn,
        Input: { n: 1 },
        Name: 'run',
        RoleArn: expect.stringMatching(/^arn:aws:iam::123456789012:role\//),
        StartTime: '2026-01-05T03:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: stateMachineArn, Name: executionArn.split(':')[6] },
      State: { Name: 'S', EnteredTime: '2026-01-05T03:00:05.000Z', RetryCount: 0 },
    });
  });
});

describe('functions that Step Functions adds', () => {
  it.each<[string, unknown]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1,2,3], 2.9)', [[1, 2], [3]]],
    ['$range(1, 9, 3)', [1, 4, 7]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(7, 7, 1)', 7],
    ['$hash("abc", "MD5")', '900150983cd24fb0d6963f7d28e17f72'],
    ['$hash("abc", "SHA-1")', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['$hash("abc", "SHA-256")', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['$parse("{\\"a\\":[1]}").a', [1]],
    ['$random(1) = $random(1)', true],
    ['$random() < 1 and $random() != $random()', true],
    ['$now()', '2026-01-05T03:00:00.000Z'],
    ['$now("[Y0001]-[M01]-[D01]")', '2026-01-05'],
    ['$millis()', Date.UTC(2026, 0, 5, 3)],
    ['$sort($shuffle([3,1,2]))', [1, 2, 3]],
  ])('%s', async (expression, expected) => {
    expect((await workbench().run(only({ Type: 'Pass', Output: `{% ${expression} %}` }))).output).toEqual(expected);
  });

  it('$uuid is of version 4, differs from call to call and repeats under the same clock', async () => {
    const twice = async () =>
      (await workbench().run(only({ Type: 'Pass', Output: '{% [$uuid(), $uuid()] %}' }))).output;
    const [a, b] = await twice();
    expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(a).not.toBe(b);
    expect(await twice()).toEqual([a, b]);
  });

  it.each([
    ['$eval("1")', 'T1006'],
    ['$parse("{")', 'not valid JSON'],
    ['$hash("abc", "md5")', 'algorithm'],
    ['$hash("abc")', 'returned nothing'],
    ['$partition([], 2)', 'returned nothing'],
    ['$range(1, 9)', 'returned nothing'],
    ['$range(1, 9, -1)', 'returned nothing'],
    ['$range(1, 360146, 1)', 'memory limit'],
    ['$states.result', 'returned nothing'],
    ['function($x) { $x }', 'returned nothing'],
  ])('%s fails: %s', async (expression, part) => {
    const outcome = await run(only({ Type: 'Pass', Output: `{% ${expression} %}` }));
    expect(outcome.error).toBe('States.QueryEvaluationError');
    expect(outcome.cause).toContain(part);
  });
});
