import {
  batchIdOf,
  isBatchOfRun,
  isBatchUpTo,
  runIdOf,
  runOfBatch,
  tailBatchId,
} from '../../../../lambdas/core/batch/run-id';

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:shuttle-lake:e1';

describe('runIdOf', () => {
  it('is the time of the start and twelve digits of the sha256 of the ARN', () => {
    // printf '%s' <ARN> | sha256sum
    expect(runIdOf(ARN, '2026-01-05T03:00:00.123Z')).toBe('20260105T030000Z-e0f580a51b8a');
  });

  it.each([
    ['without milliseconds', '2026-01-05T03:00:00Z'],
    ['with others', '2026-01-05T03:00:00.999Z'],
    ['with an offset', '2026-01-05T04:00:00.000+01:00'],
  ])('is the same %s, as EventBridge and the context object write times differently', (_, time) => {
    expect(runIdOf(ARN, time)).toBe(runIdOf(ARN, '2026-01-05T03:00:00.000Z'));
  });

  it('differs for executions of the same second', () => {
    expect(runIdOf(`${ARN}2`, '2026-01-05T03:00:00Z')).not.toBe(runIdOf(ARN, '2026-01-05T03:00:00Z'));
  });

  it.each(['', 'yesterday'])('refuses the time %j', (time) => {
    expect(() => runIdOf(ARN, time)).toThrow(RangeError);
  });

  it('sorts by time', () => {
    const times = ['2026-01-05T03:00:00Z', '2025-12-31T23:59:59Z', '2026-10-01T00:00:00Z'];
    const ids = times.map((time) => runIdOf(ARN, time));
    expect([...ids].sort()).toEqual([ids[1], ids[0], ids[2]]);
  });
});

describe('batches', () => {
  it('are named by run, redrive and attempt', () => {
    expect(batchIdOf('R', 0, 1)).toBe('R-0-1');
    expect(batchIdOf('R', 2, 13)).toBe('R-2-13');
  });

  it.each([
    ['20260105T030000Z-1a2b3c4d-0-1', true],
    ['20260105T030000Z-1a2b3c4d-1-9', true],
    ['20260105T030000Z-1a2b3c4e-0-1', false],
    ['20260105T030000Z-1a2b3c4dd-0-1', false],
    ['20260105T030000Z-1a2b3c4d', false],
  ])('%s belongs to the run: %s', (batchId, expected) => {
    expect(isBatchOfRun(batchId, '20260105T030000Z-1a2b3c4d')).toBe(expected);
  });

  it('have a tail, which is of the same run', () => {
    const tail = tailBatchId(batchIdOf('20260105T030000Z-1a2b3c4d', 0, 1));
    expect(tail).toBe('20260105T030000Z-1a2b3c4d-0-1-tail');
    expect(runOfBatch(tail)).toBe('20260105T030000Z-1a2b3c4d');
    expect(isBatchOfRun(tail, '20260105T030000Z-1a2b3c4d')).toBe(true);
  });

  it.each([
    ['of the run itself', '20260105T030000Z-1a2b3c4d-2-9-tail', true],
    ['of a run a second before', '20260105T025959Z-ffffffff-0-1', true],
    ['of a run a second later', '20260105T030001Z-00000000-0-1', false],
    ['of another run of the same second', '20260105T030000Z-00000000-0-1', true],
    ['of no run', 'by-hand', false],
  ])('up to a run are those %s: %s', (_, batchId, expected) => {
    expect(isBatchUpTo(batchId, '20260105T030000Z-1a2b3c4d')).toBe(expected);
  });
});
