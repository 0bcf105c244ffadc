import { only, workbench } from './workbench';

const { run } = workbench();

describe('Wait', () => {
  it.each<[string, object, number]>([
    ['Seconds', { Seconds: 86_400 }, 86_400],
    ['Seconds of zero', { Seconds: 0 }, 0],
    ['computed Seconds', { Seconds: '{% $states.input.n * 10 %}' }, 70],
    ['Timestamp', { Timestamp: '2026-01-05T03:01:00Z' }, 60],
    ['a Timestamp in the past', { Timestamp: '{% "2020-01-01T00:00:00Z" %}' }, 0],
  ])('%s', async (_name, fields, seconds) => {
    const fresh = workbench();
    const { status, startDate, stopDate } = await fresh.run(only({ Type: 'Wait', ...fields }), { n: 7 });
    expect(status).toBe('SUCCEEDED');
    expect((stopDate ?? 0) - startDate).toBe(seconds * 1000);
  });

  it.each(['{% 1.5 %}', '{% -1 %}', '{% "5" %}', '{% null %}'])('refuses Seconds of %s', async (Seconds) => {
    const outcome = await run(only({ Type: 'Wait', Seconds }));
    expect(outcome.error).toBe('States.QueryEvaluationError');
    expect(outcome.cause).toContain("Expected 'integer'");
  });
});
