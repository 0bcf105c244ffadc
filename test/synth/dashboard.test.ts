import { METRICS } from '../../lambdas/core/monitoring/metrics';
import { ENTRIES } from '../../lib/bundle';
import { synth } from '../support/synth';

const stack = synth(`
stack: shuttle-test
warehouse: { region: eu-west-1, database: dev, workgroup: demo }
extract:
  - { name: lake, expectEvery: 36h }
  - { name: pond }
`);

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  properties: {
    title: string;
    region: string;
    metrics: (string | Record<string, unknown>)[][];
    annotations?: { horizontal: { value: number }[] };
  };
}

/** The body with references written as `<id>`. */
const bodyOf = (value: unknown): { start: string; widgets: Widget[] } => {
  const { 'Fn::Join': join } = value as { 'Fn::Join'?: [string, unknown[]] };
  const text = (join?.[1] ?? [value])
    .map((part) => (typeof part === 'string' ? part : `<${String((part as { Ref: string }).Ref)}>`))
    .join('');
  return JSON.parse(text);
};
const [dashboard, ...others] = Object.values(stack.resources('AWS::CloudWatch::Dashboard'));
const { start, widgets } = bodyOf(dashboard?.Properties.DashboardBody);
const titled = (title: string): Widget => widgets.find(({ properties }) => properties.title === title)!;

describe('the dashboard', () => {
  it('is one for the stack, and one for the region', () => {
    expect(others).toEqual([]);
    expect(dashboard?.Properties.DashboardName).toBe('shuttle-test_eu-west-1');
    expect(start).toBe('-P7D');
  });

  it('has a row for each pipeline and one for the functions, none wider than the page', () => {
    const rows = [...new Set(widgets.map(({ y }) => y))].map((top) => widgets.filter(({ y }) => y === top));
    expect(rows.map((row) => row[0]?.properties.title)).toEqual(['lake: runs', 'pond: runs', 'functions: errors']);
    for (const row of rows) expect(Math.max(...row.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
  });

  it('shows every metric of the product, under the dimension that the steps emit', () => {
    const own = widgets.flatMap(({ properties }) => properties.metrics).filter(([name]) => name === 'RedshiftShuttle');
    const ofLake = own.filter((metric) => metric[3] === 'shuttle-test_lake');
    expect(new Set(ofLake.map(([, name]) => name))).toEqual(new Set(Object.keys(METRICS)));
    expect(new Set(own.map(([, , dimension]) => dimension))).toEqual(new Set(['Pipeline']));
  });

  it("counts a pipeline's own runs", () => {
    const { metrics } = titled('pond: runs').properties;
    expect(metrics.map(([, name]) => name)).toEqual([
      'ExecutionsSucceeded',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
      'ExecutionsAborted',
      'ExecutionThrottled',
    ]);
    expect(new Set(metrics.map((metric) => metric[3]))).toEqual(
      new Set([expect.stringMatching(/^<Pipelinepond.*StateMachine/)]),
    );
  });

  it('draws the time that the pipeline is given, where it is', () => {
    expect(titled('lake: hours since the last commit').properties.annotations?.horizontal).toMatchObject([
      { value: 36 },
    ]);
    expect(titled('pond: hours since the last commit').properties.annotations).toBeUndefined();
  });

  it('shows every function', () => {
    const functions = titled('functions: errors').properties.metrics.map((metric) => metric[3]);
    expect(functions).toEqual(ENTRIES.map((entry) => `shuttle-test_${entry.split('/')[1]}`));
    const deployed = Object.values(stack.resources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.FunctionName,
    );
    expect(functions.toSorted()).toEqual(deployed.toSorted());
  });
});
