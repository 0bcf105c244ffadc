import { ProgressView } from '../../local/progress-view';
import type { StatesEvent, StatusDetail } from '../../local/states/states-event';

const entered = (state: string, child = false): StatesEvent => ({
  kind: 'progress',
  child,
  executionArn: 'arn',
  step: 'entered',
  state,
});
const child = (status: string, label: string, output: object | null = null): StatesEvent => ({
  kind: 'status',
  child: true,
  detail: {
    status,
    input: JSON.stringify({ item: { label } }),
    output: output && JSON.stringify(output),
  } as StatusDetail,
});
const group = (status: string): StatesEvent => child(status, 'a group');

/** A view that writes to a terminal or not, at second 3 of the run. */
const viewing = (isTTY: boolean) => {
  const written: string[] = [];
  const out = { isTTY, columns: 200, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  let ms = 0;
  const view = new ProgressView(out, () => ms);
  ms = 3_000;
  const follow = (...events: StatesEvent[]) => {
    for (const event of events) view.onEvent(event);
  };
  return { view, written, follow, last: () => written.at(-1)?.replace(/^\r.*?K/, '') ?? '' };
};

const extracted = [
  entered('ExtractTables'),
  entered('PlanTable', true),
  child('RUNNING', 'public.a'),
  child('RUNNING', 'public.b'),
  child('RUNNING', 'public.c'),
  child('SUCCEEDED', 'public.a', { rows: 1_200, sizeBytes: 3_400_000 }),
  child('FAILED', 'public.b'),
];
const loaded = [
  entered('ScanObjects'),
  group('RUNNING'),
  group('RUNNING'),
  group('SUCCEEDED'),
  group('SUCCEEDED'),
  entered('PlanColumns'),
  entered('StageObjects'),
  group('RUNNING'),
  group('RUNNING'),
  group('SUCCEEDED'),
];
const tables = [
  group('FAILED'),
  entered('PlanLoads'),
  entered('LoadTables'),
  child('RUNNING', 'raw.a'),
  child('SUCCEEDED', 'raw.a', { rows: 12_345 }),
  child('RUNNING', 'raw.b'),
];

describe('on a terminal', () => {
  it('an extract is shown by its tables, rows and bytes', () => {
    const { view, follow, last } = viewing(true);
    view.plan(3);
    follow(...extracted);
    view.end();
    expect(view.progress).toEqual({ planned: 3, running: 1, done: 1, failed: 1, rows: 1_200, sizeBytes: 3_400_000 });
    expect(view.groups).toBeUndefined();
    follow(entered('ExtractTables'));
    expect(last()).toBe(
      `${'█'.repeat(16)}${'░'.repeat(8)} 1 of 3 tables done, 1 running, 1 failed · 1,200 rows · 3.4 MB · 3.0 s · ExtractTables`,
    );
  });

  it('a load is shown by its groups of objects first, then by its tables', () => {
    const { view, follow, last } = viewing(true);
    view.planGroups(2);
    follow(...loaded);
    expect(last()).toBe(
      `${'█'.repeat(12)}${'░'.repeat(12)} 1 of 2 groups staged, 1 running, 0 failed · 3.0 s · StageObjects`,
    );
    follow(...tables.slice(0, 2));
    view.plan(2);
    follow(...tables.slice(2));
    view.end();
    expect(view.groups).toEqual({ planned: 2, running: 0, done: 1, failed: 1 });
    expect(view.progress).toEqual({ planned: 2, running: 1, done: 1, failed: 0, rows: 12_345, sizeBytes: 0 });
    follow(entered('LoadTables'));
    expect(last()).toBe(
      `${'█'.repeat(12)}${'░'.repeat(12)} 1 of 2 tables done, 1 running, 0 failed · 12,345 rows · 3.0 s · LoadTables`,
    );
  });

  it('groups that are planned late are shown from then on', () => {
    const { view, follow, last } = viewing(true);
    follow(entered('ScanObjects'), group('RUNNING'));
    expect(last()).toContain('0 of ? groups scanned, 1 running');
    view.planGroups(4);
    follow(group('RUNNING'));
    expect(last()).toContain('0 of 4 groups scanned, 2 running');
  });
});

it('elsewhere there is a line for each table, and one for all groups of a state', () => {
  const extract = viewing(false);
  extract.follow(...extracted);
  expect(extract.written).toEqual(['  public.a: 1,200 rows, 3.4 MB\n', '  public.b: FAILED\n']);
  const load = viewing(false);
  load.follow(...loaded, ...tables);
  expect(load.written).toEqual([
    '  2 groups of objects scanned\n',
    '  1 group of objects staged, 1 failed\n',
    '  raw.a: 12,345 rows\n',
  ]);
});
