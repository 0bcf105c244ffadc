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
    [{ fullRefresh: true }, { dryRun: false, fullRefresh: true }],
    [{ fullRefresh: false, allowMassDeletes: false }, { dryRun: false }],
    [
      { fullRefresh: ['a.*'], retryFailedOf: 'r1' },
      { dryRun: false, fullRefresh: ['a.*'], retryFailedOf: 'r1' },
    ],
    [{ allowMassDeletes: true }, { dryRun: false, allowMassDeletes: true }],
    [
      { tables: ['a.b', 'a."c*"'], from: '2026-01-01', to: "O'Neil", fullRefresh: false },
      { dryRun: false, tables: ['a.b', 'a."c*"'], from: '2026-01-01', to: "O'Neil" },
    ],
  ])('%j', (input, expected) => {
    expect(parseExecutionInput(input)).toEqual(expected);
  });

  it.each<[unknown, string, string, string]>([
    [{ table: ['a.b'] }, 'table', '"table"', 'did you mean tables?'],
    [{ dry_run: true }, 'dry_run', '"dry_run"', 'did you mean dryRun?'],
    [{ zzz: 1 }, 'zzz', '"zzz"', 'remove it; the keys here are tables, dryRun, retryFailedOf'],
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
    [{ fullRefresh: 'a.b' }, 'fullRefresh', '"a.b"', 'a list of one stands in [ ]'],
    [{ fullRefresh: [] }, 'fullRefresh', 'a list', 'or write true'],
    [{ fullRefresh: ['orders'] }, 'fullRefresh[0]', '"orders"', 'write schema.table'],
    [{ fullRefresh: 1 }, 'fullRefresh', '1', 'write true or false or a list'],
    [{ full_refresh: true }, 'full_refresh', '"full_refresh"', 'did you mean fullRefresh?'],
    [{ allowMassDeletes: 'yes' }, 'allowMassDeletes', '"yes"', 'write true, without quotes'],
    [{ tables: ['a.b'], from: 5, to: '6' }, 'from', '5', "put it in quotes: '5'"],
    [{ tables: ['a.b'], from: '', to: '6' }, 'from', '""', 'write it as the database does'],
    [{ tables: ['a.b'], from: '5', to: 'a\0' }, 'to', '"a\\u0000"', 'write it as the database does'],
    [{ tables: ['a.b'], from: '5' }, 'to', '', 'add to'],
    [{ tables: ['a.b'], to: '5' }, 'from', '', 'add from'],
    [{ from: '1', to: '2' }, 'tables', '', 'add the exact names'],
    [{ tables: ['a.b', 'a.*'], from: '1', to: '2' }, 'tables[1]', '"a.*"', 'write the exact names'],
    [{ tables: ['a.b'], from: '1', to: '2', fullRefresh: true }, 'fullRefresh', 'true', 'or remove from and to'],
    [{ from: '1', to: '2', retryFailedOf: 'r1' }, 'retryFailedOf', '"r1"', 'name the tables'],
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
