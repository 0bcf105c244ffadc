import { VirtualClock } from '../../../local/clock';
import { DEFAULT_LIMITS } from '../../../local/data-api/limits';
import { type Rig, startRig, TARGET } from './rig';

let rig: Rig;
afterEach(() => rig.close());

describe('many statements', () => {
  it('cost no more each when there are thousands, and leave after a day', async () => {
    rig = await startRig({}, { latency: () => 60_000, limits: { activeStatements: 200 } });
    const submit = () => rig.post('ExecuteStatement', { ...TARGET, Sql: 'x', StatementName: 'many' });
    await rig.busy(async () => {
      for (let round = 0; round < 30; round++) {
        const answers = await Promise.all(Array.from({ length: 50 }, submit));
        expect(answers.every(({ status }) => status === 200)).toBe(true);
        await rig.clock.sleepWithinBusy(3_600_000);
      }
    });
    expect(rig.engine.committed).toHaveLength(1500);
    expect(rig.api.stats).toMatchObject({ peakActiveStatements: 50, activeStatements: 0, keptStatements: 1250 });
    const ids = new Set<unknown>();
    await rig.busy(async () => {
      let NextToken: unknown;
      do {
        const { body } = await rig.post('ListStatements', { StatementName: 'many', NextToken });
        for (const { Id } of body.Statements as { Id: string }[]) ids.add(Id);
        NextToken = body.NextToken;
      } while (NextToken !== undefined);
    });
    // The first of these calls, an hour later, let another fifty go.
    expect(ids.size).toBe(1200);
  });

  it('have the same ids in every run', async () => {
    const run = async () => {
      rig = await startRig();
      const ids: unknown[] = [];
      await rig.busy(async () => {
        for (let i = 0; i < 3; i++) ids.push((await rig.post('ExecuteStatement', { ...TARGET, Sql: 'x' })).body.Id);
      });
      await rig.close();
      return ids;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first).size).toBe(3);
    rig = await startRig({}, { seed: 1, clock: new VirtualClock(), limits: DEFAULT_LIMITS });
    const other = await rig.post('ExecuteStatement', { ...TARGET, Sql: 'x' });
    expect(first).not.toContain(other.body.Id);
  });
});
