import { Cancellation } from '../../../local/states/cancellation';

describe('Cancellation', () => {
  const reason = new Error('enough');

  it('aborts what runs within it, at once and with the same reason', async () => {
    const outer = new Cancellation();
    let seen: unknown;
    const work = outer.within(async (inner) => {
      inner.onAbort((why) => {
        seen = why;
      });
      return inner.race(new Promise(() => undefined));
    });
    outer.abort(reason);
    expect(seen).toBe(reason);
    await expect(work).rejects.toBe(reason);
  });

  it('is not touched by what ends within it', async () => {
    const outer = new Cancellation();
    await outer.within(async (inner) => inner.abort());
    expect(outer.aborted).toBe(false);
    expect(await outer.race(Promise.resolve(1))).toBe(1);
  });

  it('answers late-comers with the reason', () => {
    const cancellation = new Cancellation();
    cancellation.abort(reason);
    expect(() => cancellation.check()).toThrow(reason);
    expect(cancellation.signal.reason).toBe(reason);
  });
});
