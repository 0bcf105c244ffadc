import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { StatementFailed } from '../../../lambdas/core/errors';
import { defineHandler } from '../../../lambdas/runtime/define-handler';
import { logger } from '../../../lambdas/runtime/log';

const context = {
  functionName: 'CommitTable',
  memoryLimitInMB: '256',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:1:function:CommitTable:1',
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 4_321,
} as Context;
const SECRET = 'invalid input syntax for integer: "4111 1111 1111 1111"';
const schema = z.object({ n: z.number() });

/** Every line that anything has logged. */
const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  const keep = (text: unknown) => {
    lines.push(String(text).trim());
    return true;
  };
  const methods = (logger as unknown as { console: Console }).console;
  for (const method of ['debug', 'info', 'warn', 'error', 'log'] as const) {
    jest.spyOn(methods, method).mockImplementation(keep as never);
  }
});
afterEach(() => jest.restoreAllMocks());
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a handler', () => {
  it('gives the parsed input, the time that is left and the id of the invocation to its step', async () => {
    const handler = defineHandler(schema, async (input, invocation) => [
      input,
      invocation.remainingMs(),
      invocation.id,
    ]);
    expect(await handler({ n: 1, more: 'x' }, context)).toEqual([{ n: 1 }, 4_321, 'request-1']);
  });

  it('puts the ids of the input on its lines', async () => {
    const handler = defineHandler(schema, async () => {
      logger.info('half way');
    });
    await handler(
      {
        n: 1,
        attempt: 2,
        part: 0,
        run: { pipeline: 'lake', runId: 'R', executionArn: 'arn', target: {} },
        item: { table: 'public.orders', unit: {} },
        plan: { table: 'public.orders', batchId: 'R-0-2', statement: {}, attempt: 1 },
        statement: { statementId: 'id', step: 'read' },
      },
      context,
    );
    expect(logged().map(({ message }) => message)).toEqual(['half way', 'step done']);
    for (const line of logged()) {
      expect(line).toMatchObject({
        level: 'INFO',
        function_request_id: 'request-1',
        pipeline: 'lake',
        runId: 'R',
        executionArn: 'arn',
        table: 'public.orders',
        batchId: 'R-0-2',
        statementId: 'id',
        step: 'read',
        attempt: 2,
        part: 0,
      });
    }
  });

  it('forgets the ids of the invocation before', async () => {
    const handler = defineHandler(schema, async () => undefined);
    await handler({ n: 1, run: { runId: 'first' }, unit: 'public.a' }, context);
    await handler({ n: 1 }, context);
    expect(logged()[1]).not.toHaveProperty('runId');
    expect(logged()[1]).not.toHaveProperty('unit');
  });

  it.each<[string, Error, string]>([
    ['of a statement', new StatementFailed(SECRET), 'StatementFailed'],
    ['of the SDK', Object.assign(new Error(SECRET), { name: 'AccessDeniedException' }), 'AccessDeniedException'],
    ['of the code', new TypeError(SECRET), 'TypeError'],
  ])('throws an error %s on, and logs its name without its words', async (_, error, errorName) => {
    const handler = defineHandler(schema, async () => {
      throw error;
    });
    await expect(handler({ n: 1, run: { runId: 'R' } }, context)).rejects.toBe(error);
    expect(logged()).toMatchObject([{ level: 'ERROR', message: 'step failed', errorName, runId: 'R' }]);
    expect(lines.join()).not.toContain('4111');
  });

  it('logs nothing of the input but ids', async () => {
    const handler = defineHandler(schema, async () => undefined);
    await handler({ n: 1, statement: { step: 'read', sql: { sqls: ["SELECT '4111'"] } }, why: '4111' }, context);
    expect(lines.join()).not.toContain('4111');
  });

  it.each([
    ['a key of another type', { n: '4111' }, /not what this release of the function takes: n: /],
    ['a missing key', {}, /n: /],
    ['no object', null, /: /],
    ['text', 'x', /: /],
  ])('refuses an input with %s, and says so in the log', async (_, input, message) => {
    const step = jest.fn();
    const handler = defineHandler(schema, step);
    await expect(handler(input, context)).rejects.toMatchObject({
      name: 'InputInvalid',
      message: expect.stringMatching(message),
    });
    expect(step).not.toHaveBeenCalled();
    expect(logged()).toMatchObject([{ message: 'step failed', errorName: 'InputInvalid' }]);
    expect(lines.join()).not.toContain('4111');
  });
});
