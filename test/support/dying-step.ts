/** Something that a step changes, and the step on it. */
export interface World {
  /** SDK clients whose calls are counted together. */
  clients: readonly object[];
  step(): Promise<unknown>;
  /** All that is left when the step has ended. */
  state(): unknown;
}

type Send = (...args: unknown[]) => Promise<unknown>;

/** Counts the calls of all clients, and breaks the connection at one of them, before or after its effect. */
const watch = (clients: readonly object[], broken?: { number: number; when: 'before' | 'after' }) => {
  let calls = 0;
  for (const client of clients as { send: Send }[]) {
    const send = client.send.bind(client);
    client.send = async (...args) => {
      const here = ++calls === broken?.number;
      if (here && broken.when === 'before') throw lostConnection();
      const answer = await send(...args);
      if (here) throw lostConnection();
      return answer;
    };
  }
  return () => calls;
};

const lostConnection = () => Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' });

const outcomeOf = async (step: () => Promise<unknown>): Promise<{ result: unknown } | { error: string }> => {
  try {
    return { result: await step() };
  } catch (error) {
    return { error: (error as Error).name };
  }
};

const OUTAGES = ['StorageUnavailable', 'DataApiUnavailable', 'ServiceUnavailable'];

/**
 * Lets a step die before and after each of its calls, repeats it as the machine does, and expects what it leaves and how
 * it ends to be the same as without a fault. A step that has ended is repeated too: its answer may have been lost.
 *
 * @param make a new world each time
 * @param sameOutcome false where what the step returns tells what was left to do
 */
export const expectSameEndWhereverItDies = async (make: () => World, sameOutcome = true): Promise<void> => {
  const calm = make();
  const calls = watch(calm.clients);
  const outcome = await outcomeOf(calm.step);
  const state = calm.state();
  const count = calls();
  expect(count).toBeGreaterThan(0);
  for (let number = 1; number <= count; number++) {
    for (const when of ['before', 'after'] as const) {
      const world = make();
      watch(world.clients, { number, when });
      const first = await outcomeOf(world.step);
      if ('result' in first || !OUTAGES.includes(first.error)) {
        expect({ number, when, ...first }).toEqual({ number, when, ...outcome });
      }
      const last = await outcomeOf(world.step);
      if (sameOutcome) expect({ number, when, ...last }).toEqual({ number, when, ...outcome });
      expect({ number, when, state: world.state() }).toEqual({ number, when, state });
    }
  }
};
