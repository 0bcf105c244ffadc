import type { StatesEvent } from '../../../local/states/states-event';
import { call, fail, machine, only, workbench } from './workbench';

describe('onEvent', () => {
  it('reports status changes as EventBridge does, and progress', async () => {
    const bench = workbench({ work: (_payload, { count }) => (count === 1 ? fail('E') : 'done') });
    const events: StatesEvent[] = [];
    bench.service.onEvent((event) => events.push(event));
    const arn = bench.start(only(call('work', { Retry: [{ ErrorEquals: ['E'] }] })), { a: 1 });
    await bench.wait(arn);
    const startDate = Date.UTC(2026, 0, 5, 3);
    const detail = {
      executionArn: arn,
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine-1',
      name: 'run',
      input: '{"a":1}',
      startDate,
      error: null,
      cause: null,
      redriveCount: 0,
      redriveDate: null,
    };
    const progress = { kind: 'progress', child: false, executionArn: arn, state: 'Only' };
    expect(events).toEqual([
      { kind: 'status', child: false, detail: { ...detail, status: 'RUNNING', stopDate: null, output: null } },
      { ...progress, step: 'entered' },
      { ...progress, step: 'retried' },
      { ...progress, step: 'exited' },
      {
        kind: 'status',
        child: false,
        detail: { ...detail, status: 'SUCCEEDED', stopDate: startDate + 1000, output: '"done"' },
      },
    ]);
  });

  it('flags the children of a Map, and ends when told to', async () => {
    const bench = workbench();
    const statuses: [string, boolean][] = [];
    const stop = bench.service.onEvent((event) => {
      if (event.kind === 'status') statuses.push([event.detail.status, event.child]);
    });
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      ...machine({ F: { Type: 'Fail', Error: 'E' } }),
    };
    const definition = only({ Type: 'Map', Items: [1], ItemProcessor: processor });
    await bench.run(definition);
    expect(statuses).toEqual([
      ['RUNNING', false],
      ['RUNNING', true],
      ['FAILED', true],
      ['FAILED', false],
    ]);
    stop();
    await bench.run(definition);
    expect(statuses).toHaveLength(4);
  });
});
