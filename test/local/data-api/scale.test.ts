import { VirtualClock } from '../../../local/clock';
import { DEFAULT_LIMITS } from '../../../local/data-api/limits';
import { type Bench, startBench, TARGET } from './bench';

let bench: Bench;
afterEach(() => bench.close());

describe('many statements', () => {
  it('cost no more each when there are thousands, and leave after a day', async () => {
    bench = await startBench({}, { latency: () => 60_000, limits: { activeStatements: 200 } });
    const submit = () => bench.post('ExecuteStatement', { ...TARGET, Sql: 'x', StatementName: 'many' });
    await bench.busy(async () => {
      for (let round = 0; round < 30; round++) {
        const answers = await Promise.all(Array.from({ length: 100 }, submit));
        expect(answers.every(({ status }) => status === 200)).toBe(true);
        await bench.clock.sleepWithinBusy(3_600_000);
      }
    });
    expect(bench.engine.committed).toHaveLength(3000);
    expect(bench.api.stats).toMatchObject({ peakActiveStatements: 100, activeStatements: 0, keptStatements: 2500 });
    const ids = new Set<unknown>();
    await bench.busy(async () => {
      let NextToken: unknown;
      do {
        const { body } = await bench.post('ListStatements', { StatementName: 'many', NextToken });
        for (const { Id } of body.Statements as { Id: string }[]) ids.add(Id);
        NextToken = body.NextToken;
      } while (NextToken !== undefined);
    });
    // The first of these calls, an hour later, let another hundred go.
    expect(ids.size).toBe(2400);
  });

  it('have the same ids in every run', async () => {
    const run = async () => {
      bench = await startBench();
      const ids: unknown[] = [];
      await bench.busy(async () => {
        for (let i = 0; i < 3; i++) ids.push((await bench.post('ExecuteStatement', { ...TARGET, Sql: 'x' })).body.Id);
      });
      await bench.close();
      return ids;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first).size).toBe(3);
    bench = await startBench({}, { seed: 1, clock: new VirtualClock(), limits: DEFAULT_LIMITS });
    const other = await bench.post('ExecuteStatement', { ...TARGET, Sql: 'x' });
    expect(first).not.toContain(other.body.Id);
  });
});
