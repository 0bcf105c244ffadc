import { type Rig, startRig, TARGET } from './rig';

const UNKNOWN_ID = '01234567-0123-4123-a123-0123456789ab';
const ID_PATTERN = '^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d+)?$';
const TWO_PARAMETERS = [
  { name: 'id', value: '1' },
  { name: 'other', value: '2' },
];

interface Case {
  operation: string;
  input: unknown;
  type: string;
  message: string;
  status?: number;
}

const invalid = (operation: string, input: unknown, message: string): Case => ({
  operation,
  input,
  type: 'ValidationException',
  message,
});
const missing = (operation: string, input: unknown, message: string): Case => ({
  ...invalid(operation, input, message),
  type: 'ResourceNotFoundException',
});
const execute = (input: object, message: string): Case => invalid('ExecuteStatement', input, message);

/**
 * Request → answer. Each row's comment names where the words come from; "inferred" means that AWS's words are not
 * published and only the error's name is to be relied on.
 */
const CASES: Case[] = [
  // moto tests/test_redshiftdata
  invalid('DescribeStatement', { Id: 'test' }, `id must satisfy regex pattern: ${ID_PATTERN}`),
  invalid('CancelStatement', { Id: 'test' }, `id must satisfy regex pattern: ${ID_PATTERN}`),
  // moto tests/test_redshiftdata
  missing('DescribeStatement', { Id: UNKNOWN_ID }, 'Query does not exist.'),
  missing('GetStatementResult', { Id: UNKNOWN_ID }, 'Query does not exist.'),
  missing('GetStatementResultV2', { Id: UNKNOWN_ID }, 'Query does not exist.'),
  missing('CancelStatement', { Id: UNKNOWN_ID }, 'Query does not exist.'),
  // boto/boto3#3336
  execute({ Sql: 'x', Database: 'dev' }, 'Either ClusterIdentifier or WorkgroupName needs to be specified.'),
  // ballerinax/aws.redshiftdata tests: status 400 and text
  execute({ Sql: 'x', Database: 'dev', WorkgroupName: 'nowhere' }, "Redshift endpoint doesn't exist in this region."),
  execute({ Sql: 'x', Database: 'dev', ClusterIdentifier: 'nope' }, "Redshift endpoint doesn't exist in this region."),
  // inferred: API reference, "exactly one combination of parameters"
  execute(
    { ...TARGET, Sql: 'x', ClusterIdentifier: 'c1' },
    'Only one of ClusterIdentifier and WorkgroupName can be specified.',
  ),
  execute({ Sql: 'x', WorkgroupName: 'warehouse' }, 'Database needs to be specified.'),
  execute({ ...TARGET, Sql: 'x', DbUser: 'admin' }, 'DbUser is not supported with WorkgroupName.'),
  // aws-samples/getting-started-with-amazon-redshift-data-api#4
  execute(
    { ...TARGET, Sql: 'select :id', Parameters: TWO_PARAMETERS },
    'Parameters list contains unused parameters. Unused parameters: [other]',
  ),
  execute(
    { ...TARGET, Sql: "unload ('select :id')", Parameters: TWO_PARAMETERS.slice(0, 1) },
    'Parameters list contains unused parameters. Unused parameters: [id]',
  ),
  // inferred
  execute(
    { ...TARGET, Sql: 'select :id, :x', Parameters: TWO_PARAMETERS.slice(0, 1) },
    'Parameters list is missing parameters. Missing parameters: [x]',
  ),
  // service model: ParameterName pattern, ParameterValue min 1
  execute(
    { ...TARGET, Sql: 'select 1', Parameters: [{ name: '@id', value: '1' }] },
    'name must satisfy regex pattern: ^[0-9a-zA-Z_]+$',
  ),
  execute(
    { ...TARGET, Sql: 'select :a', Parameters: [{ name: 'a', value: '' }] },
    'value must have length greater than or equal to 1',
  ),
  // 100 KB: management guide, data-api; text inferred
  execute({ ...TARGET, Sql: `-- ${'x'.repeat(102_400)}` }, 'Cannot process query string larger than 100kB'),
  // service model: SqlList 1-40, ClientToken 1-64, WaitTimeSeconds 0-30, SessionAliveSeconds 0-86400, ListStatementsLimit
  invalid('BatchExecuteStatement', { ...TARGET, Sqls: [] }, 'sqls must have length greater than or equal to 1'),
  invalid(
    'BatchExecuteStatement',
    { ...TARGET, Sqls: Array(41).fill('x') },
    'sqls must have length less than or equal to 40',
  ),
  invalid(
    'BatchExecuteStatement',
    { ...TARGET, Sqls: ['x'], ExecutionMode: 'SERIAL' },
    'executionMode must satisfy enum value set: [TRANSACTION, AUTO_COMMIT]',
  ),
  execute(
    { ...TARGET, Sql: 'x', ClientToken: 'x'.repeat(65) },
    'clientToken must have length less than or equal to 64',
  ),
  execute({ ...TARGET, Sql: 'x', WaitTimeSeconds: 31 }, 'waitTimeSeconds must be less than or equal to 30'),
  execute(
    { ...TARGET, Sql: 'x', SessionKeepAliveSeconds: 86_401 },
    'sessionKeepAliveSeconds must be less than or equal to 86400',
  ),
  execute({ ...TARGET }, 'sql must not be null'),
  invalid('ListStatements', { MaxResults: 101 }, 'maxResults must be less than or equal to 100'),
  // awslabs/mcp#4587: a session that never existed
  execute({ Sql: 'x', SessionId: UNKNOWN_ID }, `Session with Id: ${UNKNOWN_ID} is invalid`),
  // service model: "you can't specify"; text inferred
  execute(
    { ...TARGET, Sql: 'x', SessionId: UNKNOWN_ID },
    'Database, WorkgroupName can not be specified when SessionId is specified.',
  ),
  // awslabs/mcp#4587: ListSessions of a session that never existed; text inferred
  missing('ListSessions', { SessionId: UNKNOWN_ID }, 'Session does not exist.'),
  // the engine's own words, as AWS passes on those of Redshift
  invalid('ListTables', { WorkgroupName: 'warehouse', Database: 'no' }, 'FATAL: database "no" does not exist'),
  // AWS JSON 1.1 protocol; texts inferred
  {
    operation: 'ExecuteStatement',
    input: '{"Sql":',
    type: 'SerializationException',
    message: 'The request body is not valid JSON.',
  },
  {
    operation: 'ExecuteStatement',
    input: { ...TARGET, Sql: 5 },
    type: 'SerializationException',
    message: 'NUMBER value can not be converted to String',
  },
  {
    operation: 'DropEverything',
    input: {},
    type: 'UnknownOperationException',
    message: 'Unknown operation RedshiftData.DropEverything',
  },
];

describe('refusals', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({}, { workgroups: ['warehouse'], clusters: ['c1'] });
  });
  afterAll(() => rig.close());

  it.each(CASES)('$operation: $type $message', async ({ operation, input, type, message, status = 400 }) => {
    const answer = await rig.busy(() => rig.post(operation, input));
    expect(answer.status).toBe(status);
    expect(answer.body.__type).toBe(type);
    expect(answer.body.Message ?? answer.body.message).toBe(message);
  });

  it('asks for credentials', async () => {
    const answer = await rig.post('ListStatements', {}, { authorization: '' });
    expect(answer).toMatchObject({ status: 403, body: { __type: 'MissingAuthenticationTokenException' } });
  });

  it('leaves nothing behind', () => {
    expect(rig.engine.logins).toEqual([]);
    expect(rig.api.stats.keptStatements).toBe(0);
  });
});

describe('results that are not there', () => {
  const NO_RESULT = 'Query does not have result. Please check query status with DescribeStatement.';

  // ballerinax/aws.redshiftdata tests: status 400 and text
  it.each([
    ['an unfinished statement', 'slow', 'GetStatementResult', NO_RESULT],
    ['a failed statement', 'bad', 'GetStatementResult', NO_RESULT],
    ['a statement without a result set', 'insert', 'GetStatementResult', NO_RESULT],
    ['a statement without a result set, as CSV', 'insert', 'GetStatementResultV2', NO_RESULT],
    // API reference of GetStatementResultV2: "must have specified ResultFormat as CSV"; text inferred
    ['CSV of a JSON result', 'select', 'GetStatementResultV2', 'The result is in JSON format. Use GetStatementResult.'],
  ])('%s', async (_, sql, operation, message) => {
    const answers = { bad: { error: 'ERROR: no' }, select: { columns: ['a'], rows: [] } };
    const rig = await startRig(answers, { latency: (statement) => (statement.sql === 'slow' ? 5000 : 0) });
    await rig.busy(async () => {
      const { body } = await rig.post('ExecuteStatement', { ...TARGET, Sql: sql, WaitTimeSeconds: 1 });
      const answer = await rig.post(operation, { Id: body.Id });
      expect(answer.status).toBe(400);
      expect(answer.body.Message).toBe(message);
    });
    await rig.close();
  });
});
