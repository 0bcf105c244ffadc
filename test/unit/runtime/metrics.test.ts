import type { emitMetrics as Emit } from '../../../lambdas/runtime/metrics';

const lines: string[] = [];
let emitMetrics: typeof Emit;

beforeAll(() => {
  // Other tests are spared these lines; see test/support/global-setup.ts.
  delete process.env.POWERTOOLS_METRICS_DISABLED;
  process.env.POWERTOOLS_SERVICE_NAME = 'commit-table';
  jest.isolateModules(() => {
    ({ emitMetrics } = require('../../../lambdas/runtime/metrics') as { emitMetrics: typeof Emit });
  });
});
beforeEach(() => {
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  // As Lambda does where the log format is JSON: what passes by the global console is wrapped.
  jest.spyOn(console, 'log').mockImplementation((text) => void lines.push(`wrapped: ${text}`));
});
afterEach(() => jest.restoreAllMocks());

/** What CloudWatch makes of a line: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface EmbeddedMetrics {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  [value: string]: unknown;
}

describe('emitMetrics', () => {
  it('writes one line of plain JSON that CloudWatch reads', () => {
    emitMetrics({ Pipeline: 'prod_lake' }, { Committed: 1, BytesCommitted: 12_345, RunSeconds: 1.5 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{[^\n]*\}\n$/);
    const line = JSON.parse(lines[0]!) as EmbeddedMetrics;
    expect(line).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'RedshiftShuttle',
            Dimensions: [['Pipeline']],
            Metrics: [
              { Name: 'Committed', Unit: 'Count' },
              { Name: 'BytesCommitted', Unit: 'Bytes' },
              { Name: 'RunSeconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      Pipeline: 'prod_lake',
      Committed: 1,
      BytesCommitted: 12_345,
      RunSeconds: 1.5,
    });
  });

  it('keeps nothing for the next line', () => {
    emitMetrics({ Pipeline: 'a', Table: 'public.t' }, { Committed: 1 });
    emitMetrics({ Pipeline: 'b' }, { TablesFailed: 0 });
    const [first, second] = lines.map((line) => JSON.parse(line) as EmbeddedMetrics);
    expect(first?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['Pipeline', 'Table']]);
    expect(second?._aws.CloudWatchMetrics[0]).toMatchObject({
      Dimensions: [['Pipeline']],
      Metrics: [{ Name: 'TablesFailed' }],
    });
    expect(second).toMatchObject({ Pipeline: 'b', TablesFailed: 0 });
    expect(second).not.toHaveProperty('Table');
    expect(second).not.toHaveProperty('Committed');
  });
});
