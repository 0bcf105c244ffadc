import { InputProblems, parseExecutionInput } from '../../../../lambdas/core/config/execution-input';
import { InputInvalid } from '../../../../lambdas/core/errors';

const refusal = (input: unknown): InputProblems => {
  try {
    parseExecutionInput(input);
  } catch (error) {
    expect(error).toBeInstanceOf(InputInvalid);
    if (error instanceof InputProblems) return error;
    throw error;
  }
  throw new Error('passed');
};

describe('parseExecutionInput', () => {
  it.each<[unknown, object]>([
    [{}, { dryRun: false }],
    [null, { dryRun: false }],
    [undefined, { dryRun: false }],
    [{ Comment: 'Insert your JSON here' }, { dryRun: false }],
    [{ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: 'arn' }, { dryRun: false }],
    [{ dryRun: true }, { dryRun: true }],
    [
      { tables: ['a.b', 'c.*'], dryRun: false },
      { tables: ['a.b', 'c.*'], dryRun: false },
    ],
    [{ retryFailedOf: '20260102T030405Z-ab12' }, { retryFailedOf: '20260102T030405Z-ab12', dryRun: false }],
  ])('%j', (input, expected) => {
    expect(parseExecutionInput(input)).toEqual(expected);
  });

  it.each<[unknown, string, string, string]>([
    [{ table: ['a.b'] }, 'table', '"table"', 'did you mean tables?'],
    [{ dry_run: true }, 'dry_run', '"dry_run"', 'did you mean dryRun?'],
    [{ foo: 1 }, 'foo', '"foo"', 'remove it; the keys here are tables, dryRun, retryFailedOf'],
    [{ comment: 'x' }, 'comment', '"comment"', 'remove it'],
    [{ password: 'hunter2' }, 'password', '(not shown)', 'remove it'],
    [{ dryRun: 'yes' }, 'dryRun', '"yes"', 'write true, without quotes'],
    [{ dryRun: null }, 'dryRun', 'nothing', 'or remove the key'],
    [{ tables: 'a.b' }, 'tables', '"a.b"', 'write a list'],
    [{ tables: [] }, 'tables', 'a list', 'to run every table'],
    [{ tables: ['flights'] }, 'tables[0]', '"flights"', 'write schema.table'],
    [{ tables: [1] }, 'tables[0]', '1', 'write a text'],
    [{ retryFailedOf: '' }, 'retryFailedOf', '""', 'from the report'],
    [{ retryFailedOf: '../x' }, 'retryFailedOf', '"../x"', 'from the report'],
    [{ tables: ['a.b'], retryFailedOf: 'r1' }, 'retryFailedOf', '', 'remove one of the two'],
    [[], '', 'a list', 'write a mapping'],
    ['{}', '', '"{}"', 'write a mapping'],
    [5, '', '5', 'write a mapping'],
  ])('refuses %j', (input, path, value, fix) => {
    const { problems, message } = refusal(input);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path, value });
    expect(problems[0]?.fix).toContain(fix);
    expect(message).toContain(fix);
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain('the file');
  });

  it('reports every problem', () => {
    const { problems } = refusal({ tabels: [], dryRun: 1, retryFailedOf: 5 });
    expect(problems.map(({ path }) => path).sort()).toEqual(['dryRun', 'retryFailedOf', 'tabels']);
  });
});
