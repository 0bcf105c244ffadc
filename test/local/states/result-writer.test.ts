import { call, distributed, picky, workbench } from './workbench';

const work = { W: call('work', { End: true }) };

const writer = (config?: object) => ({
  ResultWriter: {
    Resource: 'arn:aws:states:::s3:putObject',
    Arguments: { Bucket: 'out', Prefix: 'runs/1' },
    ...(config && { WriterConfig: config }),
  },
});

describe('ResultWriter', () => {
  const read = (objects: Record<string, string>, part: string) => {
    const key = Object.keys(objects).find((name) => name.includes(part));
    return key === undefined ? undefined : JSON.parse(objects[key] as string);
  };

  it('writes a manifest and one file a status, and the Map returns where', async () => {
    const bench = workbench(picky);
    const { output, types } = await bench.run(
      distributed({ Items: [1, 2, 4], Label: 'L', ToleratedFailureCount: 1, ...writer() }, work),
    );
    const uuid = output.MapRunArn.split(':').at(-1);
    expect(output).toEqual({
      MapRunArn: `arn:aws:states:us-east-1:123456789012:mapRun:machine-1/L:${uuid}`,
      ResultWriterDetails: { Bucket: 'out', Key: `runs/1/${uuid}/manifest.json` },
    });
    expect(types).toContain('MapRunSucceeded');
    const size = (status: string) => bench.objects[`out/runs/1/${uuid}/${status}_0.json`]?.length;
    expect(read(bench.objects, 'manifest')).toEqual({
      DestinationBucket: 'out',
      MapRunArn: output.MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `runs/1/${uuid}/FAILED_0.json`, Size: size('FAILED') }],
        PENDING: [],
        SUCCEEDED: [{ Key: `runs/1/${uuid}/SUCCEEDED_0.json`, Size: size('SUCCEEDED') }],
      },
    });
    expect(read(bench.objects, 'SUCCEEDED')[0]).toEqual({
      ExecutionArn: expect.stringContaining(':execution:machine-1/L:'),
      Input: '2',
      InputDetails: { Included: true },
      Name: expect.any(String),
      Output: '2',
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: '2026-01-05T03:00:00.000Z',
      StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine-1/L',
      Status: 'SUCCEEDED',
      StopDate: '2026-01-05T03:00:00.000Z',
    });
    expect(read(bench.objects, 'FAILED')).toEqual([
      expect.objectContaining({ Input: '1', Error: 'Odd', Status: 'FAILED' }),
    ]);
  });

  it('of a failed Map Run tells failed and pending items', async () => {
    const bench = workbench(picky);
    const outcome = await bench.run(distributed({ Items: [2, 1, 4, 6], MaxConcurrency: 1, ...writer() }, work));
    expect(outcome.error).toBe('States.ExceedToleratedFailureThreshold');
    expect(read(bench.objects, 'SUCCEEDED')).toHaveLength(1);
    expect(read(bench.objects, 'FAILED')).toHaveLength(1);
    expect(read(bench.objects, 'PENDING').map(({ Input }: { Input: string }) => Input)).toEqual(['4', '6']);
  });

  it.each<[string, unknown]>([
    ['COMPACT', [[2], [4]]],
    ['FLATTEN', [2, 4]],
  ])('%s keeps only the outputs', async (Transformation, expected) => {
    const bench = workbench({ work: (n: never) => [n] });
    await bench.run(distributed({ Items: [2, 4], ...writer({ OutputType: 'JSON', Transformation }) }, work));
    expect(read(bench.objects, 'SUCCEEDED')).toEqual(expected);
  });

  it('without a location transforms the output of the state', async () => {
    const bench = workbench({ work: (n: never) => [n] });
    const ResultWriter = { WriterConfig: { OutputType: 'JSON', Transformation: 'FLATTEN' } };
    expect((await bench.run(distributed({ Items: [2, 4], ResultWriter }, work))).output).toEqual([2, 4]);
  });

  it('over an empty list writes an empty manifest', async () => {
    const bench = workbench();
    expect((await bench.run(distributed({ Items: [], ...writer() }))).status).toBe('SUCCEEDED');
    expect(read(bench.objects, 'manifest').ResultFiles).toEqual({ FAILED: [], PENDING: [], SUCCEEDED: [] });
  });

  it('a bucket that cannot be written fails with States.ResultWriterFailed', async () => {
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'absent' } };
    const outcome = await workbench().run(distributed({ Items: [1], ResultWriter }));
    expect(outcome.error).toBe('States.ResultWriterFailed');
    expect(outcome.cause).toContain('NoSuchBucket');
  });

  it('lets results pass that are too large for the state', async () => {
    const big = { work: () => 'x'.repeat(200_000) };
    expect((await workbench(big).run(distributed({ Items: [1, 2] }, work))).error).toBe('States.DataLimitExceeded');
    expect((await workbench(big).run(distributed({ Items: [1, 2], ...writer() }, work))).status).toBe('SUCCEEDED');
  });
});
