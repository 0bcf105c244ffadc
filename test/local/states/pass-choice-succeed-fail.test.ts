import { machine, only, workbench } from './workbench';

const { run } = workbench();

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
