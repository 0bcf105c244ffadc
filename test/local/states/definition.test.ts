import { call, machine, only, workbench } from './workbench';

const pass = { Type: 'Pass', End: true };
const distributed = (rest: object, config: object = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }) =>
  only({ Type: 'Map', ItemProcessor: { ProcessorConfig: config, ...machine({ P: pass }) }, ...rest });

const refusal = (definition: object | string, limits = {}) => {
  const { service } = workbench({}, { limits });
  const text = typeof definition === 'string' ? definition : { QueryLanguage: 'JSONata', ...definition };
  try {
    service.createStateMachine({ name: 'm', definition: text });
  } catch (error) {
    return error as Error & { path: string };
  }
  throw new Error('was not refused');
};

describe('definitions that only AWS runs are refused with the field', () => {
  it.each<[string, object]>([
    ['States.Only.InputPath', only({ Type: 'Pass', InputPath: '$.a' })],
    ['States.Only.Parameters', only(call('f', { Parameters: {} }))],
    ['States.Only.Result', only({ Type: 'Pass', Result: 1 })],
    ['States.Only', { QueryLanguage: 'JSONPath', ...only({ Type: 'Pass' }) }],
    ['States.Only', only({ Type: 'Pass', QueryLanguage: 'JSONPath' })],
    ['States.Only.HeartbeatSeconds', only(call('f', { HeartbeatSeconds: 5 }))],
    ['States.Only.Credentials', only(call('f', { Credentials: {} }))],
    ['States.Only.Resource', only({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' })],
    ['States.Only.Resource', only({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' })],
    ['States.Only.Surprise', only({ Type: 'Pass', Surprise: 1 })],
    ['States.Only.Retry[0].Surprise', only(call('f', { Retry: [{ ErrorEquals: ['E'], Surprise: 1 }] }))],
    ['Surprise', { ...only({ Type: 'Pass' }), Surprise: 1 }],
    [
      'States.Only.ItemProcessor.ProcessorConfig.ExecutionType',
      distributed({}, { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }),
    ],
    [
      'States.Only.ItemReader.Resource',
      distributed({ ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Arguments: {} } }),
    ],
    [
      'States.Only.ItemReader.ReaderConfig.InputType',
      distributed({
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          Arguments: {},
          ReaderConfig: { InputType: 'PARQUET' },
        },
      }),
    ],
    [
      'States.Only.ResultWriter.WriterConfig.OutputType',
      distributed({ ResultWriter: { WriterConfig: { OutputType: 'JSONL', Transformation: 'NONE' } } }),
    ],
  ])('%s', (path, definition) => {
    expect(refusal(definition)).toMatchObject({ name: 'NotSupportedLocally', path });
  });

  it('Express workflows', () => {
    const { service } = workbench();
    const type = 'EXPRESS' as 'STANDARD';
    expect(() => service.createStateMachine({ name: 'm', definition: {}, type })).toThrow('EXPRESS is not supported');
  });
});

describe('definitions that AWS refuses, too', () => {
  it.each<[string, object]>([
    ['States', { StartAt: 'A', States: {} }],
    ['StartAt', { States: { A: pass } }],
    ['StartAt', { StartAt: 'B', States: { A: pass } }],
    ['States.A', machine({ A: { Type: 'Pass', Next: 'B' } })],
    ['States.B', machine({ A: pass, B: pass })],
    ['States.A', machine({ A: { Type: 'Pass' } })],
    ['States.A', machine({ A: { Type: 'Pass', Next: 'A', End: true } })],
    ['States.A.Type', machine({ A: { Type: 'Loop', End: true } })],
    [`States.${'x'.repeat(81)}`, machine({ ['x'.repeat(81)]: pass })],
    ['States.Only.Branches[0].States.Only', only({ Type: 'Parallel', Branches: [machine({ Only: pass })] })],
    ['States.Only.Output', only({ Type: 'Pass', Output: '{% 1 + %}' })],
    ['States.Only.Assign', only({ Type: 'Pass', Assign: { states: 1 } })],
    ['States.Only.Assign', only({ Type: 'Pass', Assign: { ['v'.repeat(81)]: 1 } })],
    ['States.Only.Assign', only({ Type: 'Pass', Assign: { '1st': 1 } })],
    [
      'States.P.Branches[0].States.B.Assign',
      machine({
        P: { Type: 'Parallel', Branches: [machine({ B: { ...pass, Assign: { v: 1 } } })], Next: 'Q' },
        Q: { ...pass, Assign: { v: 1 } },
      }),
    ],
    ['States.Only', only({ Type: 'Wait' })],
    ['States.Only', only({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' })],
    ['States.Only.Seconds', only({ Type: 'Wait', Seconds: 1.5 })],
    ['States.Only.Timestamp', only({ Type: 'Wait', Timestamp: '2026-01-01' })],
    ['States.Only.Retry[0].ErrorEquals', only(call('f', { Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }))],
    [
      'States.Only.Retry[0].ErrorEquals',
      only(call('f', { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] })),
    ],
    ['States.Only.Retry[0].BackoffRate', only(call('f', { Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }))],
    ['States.Only.Catch[0].Next', only(call('f', { Catch: [{ ErrorEquals: ['E'] }] }))],
    ['States.Only', only(call('f', { Catch: [{ ErrorEquals: ['E'], Next: 'Nowhere' }] }))],
    ['States.C.Choices', machine({ C: { Type: 'Choice', Choices: [] } })],
    ['States.C.Choices[0].Condition', machine({ C: { Type: 'Choice', Choices: [{ Next: 'D' }] }, D: pass })],
    ['States.Only.ResultWriter', only({ Type: 'Map', ItemProcessor: machine({ P: pass }), ResultWriter: {} })],
    ['States.Only.ResultWriter', distributed({ ResultWriter: {} })],
    ['States.Only.ItemBatcher', distributed({ ItemBatcher: {} })],
    ['States.Only.Label', distributed({ Label: 'a b' })],
    ['TimeoutSeconds', { ...only({ Type: 'Pass' }), TimeoutSeconds: 0 }],
  ])('%s', (path, definition) => {
    const error = refusal(definition);
    expect([error.name, error.path]).toEqual(['InvalidDefinition', path]);
  });

  it('text that is no JSON, and text over the limit', () => {
    expect(refusal('{')).toMatchObject({ name: 'InvalidDefinition', path: 'definition' });
    expect(refusal(only({ Type: 'Pass' }), { definitionBytes: 50 }).message).toContain('over 50 bytes');
  });

  it('sibling branches may use the same variable', async () => {
    const branch = (name: string) => machine({ [name]: { Type: 'Pass', Assign: { v: 1 }, End: true } });
    const outcome = await workbench().run(only({ Type: 'Parallel', Branches: [branch('A'), branch('B')] }));
    expect(outcome.status).toBe('SUCCEEDED');
  });
});
