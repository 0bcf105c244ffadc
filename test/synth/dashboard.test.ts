import { EXTRACT_METRICS, LOAD_METRICS } from '../../lambdas/core/monitoring/metrics';
import { stepsOf } from '../support/policies';
import { synth } from '../support/synth';

const FILE = `
stack: shuttle-test
warehouse: { region: eu-west-1, database: dev, workgroup: demo }
extract:
  - { name: lake, expectEvery: 36h }
  - { name: pond }
`;
const stack = synth(FILE);

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
    expect(new Set(ofLake.map(([, name]) => name))).toEqual(new Set(Object.keys(EXTRACT_METRICS)));
    expect(new Set(own.map(([, , dimension]) => dimension))).toEqual(new Set(['Pipeline']));
  });

  it('shows every metric of a load', () => {
    const load = synth(
      FILE.replace('extract:', 'load:\n  - { name: cdc, source: { format: debezium, prefix: in/cdc } }\nextract:'),
    );
    const [its] = Object.values(load.resources('AWS::CloudWatch::Dashboard'));
    const row = bodyOf(its?.Properties.DashboardBody).widgets.filter(({ properties }) =>
      properties.title.startsWith('cdc: '),
    );
    const own = row.flatMap(({ properties }) => properties.metrics).filter(([name]) => name === 'RedshiftShuttle');
    expect(own.map(([, name, , pipeline]) => [name, pipeline])).toEqual(
      ['RunSeconds', 'TablesCommitted', 'TablesFailed', 'RowsApplied', 'RowsBad', 'ObjectsWaiting'].map((name) => [
        name,
        'shuttle-test_cdc',
      ]),
    );
    expect(new Set(own.map(([, name]) => name))).toEqual(new Set(Object.keys(LOAD_METRICS)));
    expect(Math.max(...row.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
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
    expect(functions).toEqual(stepsOf(FILE).map((step) => `shuttle-test_${step}`));
    const deployed = Object.values(stack.resources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.FunctionName,
    );
    expect(functions.toSorted()).toEqual(deployed.toSorted());
  });
});
