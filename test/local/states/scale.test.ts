import { call, distributed, workbench } from './workbench';

it('runs 10,000 items under the virtual clock, in their order, the same each time', async () => {
  const Items = '{% $range(1, 10000, 1) %}';
  const states = {
    Start: { Type: 'Pass', Assign: { n: '{% $states.input %}' }, Next: 'Wait' },
    Wait: { Type: 'Wait', Seconds: '{% $n % 7 + 1 %}', Next: 'Work' },
    Work: call('work', { Arguments: '{% $n %}', Output: '{% $states.result %}', End: true }),
  };
  const run = async () => {
    const bench = workbench({ work: (n: never) => n }, { childHistory: 'counts' });
    const outcome = await bench.run(
      distributed(
        {
          Items,
          MaxConcurrency: 1000,
          Output: '{% [$states.result[0], $states.result[9999], $count($states.result)] %}',
        },
        states,
      ),
    );
    return { outcome, executions: bench.service.executions() };
  };
  const { outcome, executions } = await run();
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: [1, 10_000, 10_000] });
  expect(executions).toHaveLength(10_001);
  expect(executions.reduce((sum, { transitions }) => sum + transitions, 0)).toBe(30_001);
  expect((await run()).executions).toEqual(executions);
});
