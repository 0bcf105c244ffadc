import { call, distributed, fail, workbench } from './workbench';

const states = {
  Start: { Type: 'Pass', Assign: { n: '{% $states.input %}' }, Next: 'Wait' },
  Wait: { Type: 'Wait', Seconds: '{% $n % 7 + 1 %}', Next: 'Work' },
  Work: call('work', {
    Arguments: '{% $n %}',
    Retry: [{ ErrorEquals: ['Busy'], JitterStrategy: 'FULL', MaxDelaySeconds: 20 }],
    End: true,
  }),
};

/** Every eleventh call is refused once. */
const run = async (items: number) => {
  const bench = workbench(
    { work: (n: never, { count }) => (count % 11 === 0 ? fail('Busy') : n) },
    { childHistory: 'counts' },
  );
  const Items = `{% $range(1, ${items}, 1) %}`;
  const Output = '{% [$states.result[0], $states.result[-1], $count($states.result)] %}';
  const outcome = await bench.run(distributed({ Items, MaxConcurrency: 1000, Output }, states));
  return { outcome, executions: bench.service.executions(), calls: bench.calls };
};

it('runs a distributed Map of 10,000 items under the virtual clock', async () => {
  const { outcome, executions } = await run(10_000);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: [1, 10_000, 10_000] });
  expect(executions).toHaveLength(10_001);
  expect(executions.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
  expect(executions.reduce((sum, { transitions }) => sum + transitions, 0)).toBe(30_001);
});

it('does the same in every run: ARNs, times and the order of calls', async () => {
  expect(await run(500)).toEqual(await run(500));
});
