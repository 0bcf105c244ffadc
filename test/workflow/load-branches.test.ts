import { MAX_STEPS } from '../../lambdas/load/step-limit';
import { branchesOf, branchesTaken } from '../support/flow-branches';
import {
  type Answer,
  applying,
  aside,
  evolving,
  failing,
  LoadStub,
  onceFailing,
  probing,
  RUN,
  running,
  timedOut,
  usual,
} from '../support/load-stub';

const stub = new LoadStub();
type Answers = Record<string, Answer>;

/** Answers by the number of the call; the last one from then on. */
const inTurn =
  (...answers: unknown[]): Answer =>
  (payload, time) => {
    const answer = answers[Math.min(time, answers.length) - 1];
    return typeof answer === 'function' ? answer(payload, time) : answer;
  };

/** Deletes the objects that the Maps read, and answers as usual. */
const forgetting =
  (step: string): Answer =>
  (payload, time) => {
    stub.objects.clear();
    return usual(step)(payload, time);
  };

const ended = async (answers: Answers, input: object = {}) => {
  const { status, error } = await stub.run(answers, input);
  return error === undefined ? status : error;
};

describe('the run', () => {
  it.each<[string, Answers, string]>([
    ['all is well', {}, 'SUCCEEDED'],
    ['it cannot start', { 'start-load': failing('InputInvalid') }, 'InputInvalid'],
    ['nothing is new', { 'collect-objects': () => ({ batch: null, groups: null }) }, 'SUCCEEDED'],
    ['there is nothing to load', { 'plan-loads': () => ({ loads: { bucket: 'b', key: 'x' }, units: 0 }) }, 'SUCCEEDED'],
    ['it loads an extract', { 'start-load': () => ({ run: RUN, objects: false }) }, 'SUCCEEDED'],
    [
      'the batches of an extract cannot be planned',
      { 'start-load': () => ({ run: RUN, objects: false }), 'plan-batches': failing('AccessDenied') },
      'AccessDenied',
    ],
    ...['collect-objects', 'plan-columns', 'plan-loads'].map((step): [string, Answers, string] => [
      `${step} fails`,
      { [step]: failing('AccessDenied') },
      'AccessDenied',
    ]),
    ['old runs cannot be deleted', { 'retire-load-runs': failing('AccessDenied') }, 'SUCCEEDED'],
    ['finish-load fails', { 'finish-load': failing('LockLost') }, 'LockLost'],
    ['the groups are gone', { 'collect-objects': forgetting('collect-objects') }, 'States.ItemReaderFailed'],
    ['the groups are gone later', { 'plan-columns': forgetting('plan-columns') }, 'States.ItemReaderFailed'],
    ['the units are gone', { 'plan-loads': forgetting('plan-loads') }, 'States.ItemReaderFailed'],
  ])('%s', async (_, answers, ends) => {
    expect(await ended(answers)).toBe(ends);
    expect(stub.called('finish-load')).toHaveLength(/start/.test(_) ? 0 : 1);
  });

  it('hands the whole input on, with what the console adds', async () => {
    const input = { Comment: 'by hand', AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: 'x', tables: ['a.b'] };
    expect(await ended({}, input)).toBe('SUCCEEDED');
    expect(stub.called('start-load')[0]?.payload.input).toEqual(input);
  });

  it('says when each stage was done, and what is not', async () => {
    await ended({ 'plan-loads': failing('TooManyBadRows') });
    const { timeline, error, map } = stub.called('finish-load')[0]?.payload ?? {};
    expect({ timeline, error: error.Error, map }).toEqual({
      timeline: {
        collectedAt: expect.any(String),
        scannedAt: expect.any(String),
        stagedAt: expect.any(String),
        plannedAt: null,
      },
      error: 'TooManyBadRows',
      map: null,
    });
  });

  it('times a step until its last group is done', async () => {
    const slow =
      (step: string): Answer =>
      (payload, time) =>
        time < 3 ? failing('Runtime.OutOfMemory')(payload, time) : usual(step)(payload, time);
    await ended({ 'scan-objects': slow('scan-objects'), 'stage-objects': slow('stage-objects') });
    const { timeline } = stub.called('finish-load')[0]?.payload ?? {};
    const [scans, stages] = ['scan-objects', 'stage-objects'].map((step) =>
      stub.called(step).map(({ at }) => Math.floor(at)),
    );
    expect(stages?.at(-1)).toBeGreaterThan((stages?.[0] ?? 0) + 1_000);
    expect(Date.parse(timeline.collectedAt)).toBeLessThanOrEqual(scans?.[0] ?? 0);
    expect(Date.parse(timeline.scannedAt)).toBeGreaterThanOrEqual(scans?.at(-1) ?? Number.NaN);
    expect(Date.parse(timeline.scannedAt)).toBeLessThanOrEqual(stages?.[0] ?? 0);
    expect(Date.parse(timeline.stagedAt)).toBeGreaterThanOrEqual(stages?.at(-1) ?? Number.NaN);
    expect(Date.parse(timeline.plannedAt)).toBeGreaterThanOrEqual(Date.parse(timeline.stagedAt));
  });

  it('tells no staging where nothing is new', async () => {
    await ended({ 'collect-objects': () => ({ batch: null, groups: null }) });
    expect(stub.called('finish-load')[0]?.payload.timeline).toMatchObject({ scannedAt: null, stagedAt: null });
  });

  it.each<[string, Answers, readonly string[]]>([
    ['with tables', {}, ['commit-load', 'retire-load-runs', 'finish-load']],
    [
      'with nothing to load',
      { 'plan-loads': () => ({ loads: { bucket: 'b', key: 'x' }, units: 0 }) },
      ['plan-loads', 'retire-load-runs', 'finish-load'],
    ],
    ['that failed before its tables', { 'plan-loads': failing('TooManyBadRows') }, ['plan-loads', 'finish-load']],
    [
      'that is a dry run',
      { 'start-load': () => ({ run: { ...RUN, dryRun: true }, objects: true }) },
      ['plan-loads', 'finish-load'],
    ],
    [
      'whose old runs cannot be deleted',
      { 'retire-load-runs': failing('AccessDenied') },
      ['commit-load', 'retire-load-runs', 'finish-load'],
    ],
  ])('a run %s deletes old runs at the end, while it holds the lock, or does not', async (_, answers, last) => {
    await ended(answers);
    expect(stub.calls.slice(-last.length).map(({ step }) => step)).toEqual(last);
    for (const { payload } of stub.called('retire-load-runs')) {
      expect(payload).toEqual({ run: RUN, now: expect.stringMatching(/^\d{4}-.*Z$/) });
    }
  });

  it('whose old runs cannot be deleted tells no error of it', async () => {
    await ended({ 'retire-load-runs': failing('AccessDenied') });
    expect(stub.called('finish-load')[0]?.payload.error).toBeNull();
  });

  it('a dry run loads no table', async () => {
    await ended({ 'start-load': () => ({ run: { ...RUN, dryRun: true }, objects: true }) });
    expect(stub.called('prepare-table')).toEqual([]);
  });
});

describe('a group of objects', () => {
  it.each(['scan-objects', 'stage-objects'])('%s: a group that kills every function is given up', async (step) => {
    const answer: Answer = ({ giveUp }) => (giveUp ? usual(step)({}, 1) : failing('Runtime.OutOfMemory')({}, 1));
    expect(await ended({ [step]: answer })).toBe('SUCCEEDED');
    const calls = stub.called(step).map(({ payload }) => payload);
    expect(calls.map(({ giveUp }) => giveUp?.Error ?? null)).toEqual([null, null, null, null, 'Runtime.OutOfMemory']);
    expect(calls.at(-1)).toMatchObject({ run: RUN, batch: { batchId: 'b1' }, item: { group: 0 } });
  });

  it.each([
    ['scan-objects', 'plan-columns'],
    ['stage-objects', 'plan-loads'],
  ])('%s: another failure is told to %s, which can say why', async (step, next) => {
    await ended({ [step]: failing('TypeNotSupported', 'no such type') });
    const { map } = stub.called(next)[0]?.payload ?? {};
    const manifest = JSON.parse(stub.objects.get(map.ResultWriterDetails.Key) ?? '');
    expect(stub.objects.get(manifest.ResultFiles.FAILED[0].Key)).toContain('TypeNotSupported');
  });
});

/** Answers by which a table's execution comes to the statement. */
const TO: Record<string, Answers> = {
  describe: {},
  evolve: { 'plan-changes': inTurn(evolving, applying) },
  apply: {},
  trace: { 'submit:apply': () => running('apply'), 'poll:apply': onceFailing('StatementFailed', usual('poll:apply')) },
  probe: {
    'submit:apply': () => running('apply'),
    'poll:apply': onceFailing('StatementFailed', usual('poll:apply')),
    'set-aside': inTurn(probing, aside),
  },
};
const SLOW: Record<string, Answers> = Object.fromEntries(
  Object.keys(TO).map((sql) => [sql, { ...TO[sql], [`submit:${sql}`]: () => running(sql) }]),
);
const LATE: Record<string, Answers> = Object.fromEntries(
  Object.keys(TO).map((sql) => [sql, { ...TO[sql], [`submit:${sql}`]: () => timedOut(sql) }]),
);
const failure = () => stub.called('record-load-failure')[0]?.payload.error.Error;

describe.each(Object.keys(TO))('the statement %s', (sql) => {
  it.each<[string, Answers, string]>([
    ['submit', TO[sql] ?? {}, `submit:${sql}`],
    ['poll', SLOW[sql] ?? {}, `poll:${sql}`],
    ['cancel', LATE[sql] ?? {}, `cancel:${sql}`],
  ])('%s: done, again after a transient error, recorded after another', async (_, way, step) => {
    // Where polls of the batch fail once on the way, they are no failure of this statement.
    expect(await ended(way)).toBe('SUCCEEDED');
    expect(failure()).toBeUndefined();
    const own = step === 'poll:apply' ? usual(step) : (way[step] ?? usual(step));
    expect(await ended({ ...way, [step]: onceFailing('StatementTransient', own) })).toBe('SUCCEEDED');
    expect(failure()).toBeUndefined();
    await ended({ ...way, [step]: failing('StatementTimedOut') });
    expect(failure()).toBe('StatementTimedOut');
  });
});

describe.each(['evolve', 'apply', 'probe'])('a failure of %s', (sql) => {
  it.each<[string, Record<string, Answers>]>([
    ['poll', SLOW],
    ['cancel', LATE],
  ])('at %s is judged by the statement', async (task, ways) => {
    const way = ways[sql] ?? {};
    const step = `${task}:${sql}`;
    expect(await ended({ ...way, [step]: onceFailing('StatementFailed', usual(step)) })).toBe('SUCCEEDED');
    expect(failure()).toBeUndefined();
    if (sql === 'evolve') {
      expect(stub.called('plan-changes')[1]?.payload).toMatchObject({ evolveStatementId: 'evolve', before: evolving });
    } else {
      const judged = stub.called('judge-load').map(({ payload }) => [payload.statement.statementId, payload.loaded]);
      expect(judged).toContainEqual([sql, false]);
    }
  });

  it('at submission is recorded: nothing ran that could be judged', async () => {
    await ended({ ...TO[sql], [`submit:${sql}`]: failing('StatementFailed') });
    expect(failure()).toBe('StatementFailed');
    expect(stub.called('record-load-failure')[0]?.payload.statement).toBeNull();
  });
});

describe('a table', () => {
  const JUDGED = TO.trace ?? {};
  it.each<[string, Answers, boolean]>([
    ['prepare-table', {}, false],
    ['plan-changes', {}, true],
    ['judge-load', JUDGED, true],
    ['set-aside', JUDGED, true],
    ['commit-load', {}, false],
  ])('%s fails: the failure is recorded, and a transient one tried again', async (step, way, isTried) => {
    await ended({ ...way, [step]: failing('DocumentInvalid') });
    expect(failure()).toBe('DocumentInvalid');
    await ended({ ...way, [step]: onceFailing('StatementTransient', usual(step)) });
    expect(failure()).toBe(isTried ? undefined : 'StatementTransient');
  });

  it('is tried again after 10 s and 30 s, with another attempt each time, and then fails', async () => {
    await ended({ 'submit:apply': failing('StatementTransient') });
    const calls = stub.called('submit:apply');
    expect(calls.map(({ payload }) => payload.attempt)).toEqual([1, 2, 3]);
    expect(calls.map(({ at }, n) => Math.round((at - (calls[n - 1]?.at ?? at)) / 1000))).toEqual([0, 10, 30]);
    expect(stub.called('record-load-failure')[0]?.payload).toMatchObject({ error: { Error: 'StatementTransient' } });
  });

  it('has its attempts anew for each batch, and forgets what was set aside of the one before', async () => {
    const more = inTurn({ more: true, rows: 1 }, { more: false, rows: 1 });
    await ended({
      ...JUDGED,
      'commit-load': more,
      'submit:describe': inTurn(
        failing('StatementTransient'),
        failing('StatementTransient'),
        usual('submit:describe'),
        usual('submit:describe'),
        failing('StatementTransient'),
        failing('StatementTransient'),
        usual('submit:describe'),
      ),
    });
    expect(failure()).toBeUndefined();
    const plans = stub
      .called('plan-changes')
      .map(({ payload }) => [payload.index, payload.aside === null, payload.before === null]);
    expect(plans.at(0)).toEqual([0, true, true]);
    expect(plans).toContainEqual([0, false, false]);
    expect(plans.at(-1)).toEqual([1, true, true]);
    const attempts = stub.called('submit:apply').map(({ payload }) => payload.attempt);
    expect(new Set(attempts).size).toBe(attempts.length);
  });

  it('keeps what was set aside over a transient error, and begins the search anew', async () => {
    await ended({
      ...JUDGED,
      'submit:apply': inTurn(
        () => running('apply'),
        failing('StatementTransient'),
        () => running('apply'),
      ),
      'poll:apply': inTurn(failing('StatementFailed'), failing('StatementFailed'), usual('poll:apply')),
    });
    const plans = stub.called('plan-changes').map(({ payload }) => payload.aside);
    expect(plans).toEqual([null, aside.aside, aside.aside, aside.aside]);
    expect(stub.called('judge-load').map(({ payload }) => payload.search)).toEqual([null, null]);
  });

  it('hands to the next search what the last one has found', async () => {
    await ended({ ...TO.probe, 'set-aside': inTurn(probing, aside) });
    expect(stub.called('judge-load').map(({ payload }) => [payload.search !== null, payload.loaded])).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(stub.called('set-aside').at(-1)?.payload).toMatchObject({ loaded: true, tried: { statementId: 'probe' } });
  });

  it('does not stop the others, nor the end of the run', async () => {
    expect(await ended({ 'record-load-failure': failing('AccessDenied') })).toBe('SUCCEEDED');
    expect(stub.called('finish-load')[0]?.payload.map).toMatchObject({
      ResultWriterDetails: { Bucket: expect.any(String) },
    });
  });
});

it('a unit of as many batches as a run takes stays far below the events of an execution', async () => {
  const polled = inTurn(...new Array(20).fill(() => running('apply')), () => ({
    ...running('apply'),
    status: 'FINISHED',
  }));
  let polls = 0;
  await ended({
    'submit:apply': () => running('apply'),
    'poll:apply': () => polled({}, (polls++ % 21) + 1),
    'commit-load': (_, time) => ({ more: time < MAX_STEPS, rows: 1 }),
  });
  expect(stub.called('commit-load')).toHaveLength(MAX_STEPS);
  const child = stub.environment.states.executions().findLast((one) => one.executionArn.includes('/Table:'));
  expect(stub.environment.states.getExecutionHistory(child?.executionArn ?? '').length).toBeLessThan(25_000 * 0.95);
});

it('every way of the definition was taken', () => {
  const { name, definition } = stub.machine('events');
  const { branches, machines } = branchesOf(definition, name);
  const taken = branchesTaken(stub, machines);
  expect(branches.filter((branch) => !taken.has(branch))).toEqual([]);
});
