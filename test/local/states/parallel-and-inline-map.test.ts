import { machine, only, workbench } from './workbench';

const { run } = workbench();

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
