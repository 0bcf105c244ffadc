import type { Clock } from '../clock';
import type { LocalEnvironment } from '../environment';
import { loadTable } from '../load-table';
import { ProgressView } from '../progress-view';
import { runTable } from '../run-table';

/** Where the demo is played. */
export interface Stage {
  environment: LocalEnvironment;
  clock: Clock;
  out: NodeJS.WriteStream;
}

/** How a run of the demo ended. */
export interface DemoRun {
  pipeline: string;
  executionArn: string;
  hasSucceeded: boolean;
  /** Path of the page for a browser; absent where the run ended before its report. */
  report?: string;
}

/** Output of FinishRun and of FinishLoad. */
interface Finished {
  report: { bucket: string; key: string };
}

/** Runs a pipeline of either direction, shows how it goes, and what became of each table. */
export const runPipeline = async (
  { environment, clock, out }: Stage,
  pipeline: string,
  input: object = {},
): Promise<DemoRun> => {
  const { states } = environment;
  const view = new ProgressView(out, () => clock.now());
  const forget = states.onEvent((event) => {
    if (event.kind === 'progress' && !event.child && event.step === 'entered') {
      tellPlan(view, event.state, (state) => outputOf(environment, executionArn, state));
    }
    view.onEvent(event);
  });
  const executionArn = environment.start(pipeline, input);
  const { status, error, cause } = await states.waitFor(executionArn);
  forget();
  view.end();
  const extracted = outputOf<Finished>(environment, executionArn, 'FinishRun');
  const loaded = outputOf<Finished>(environment, executionArn, 'FinishLoad');
  if (extracted) out.write(`${await runTable(environment, executionArn, extracted.report)}\n`);
  if (loaded) out.write(`${await loadTable(environment, executionArn, loaded.report)}\n`);
  const hasSucceeded = status === 'SUCCEEDED';
  if (!hasSucceeded) out.write(`${status}: ${error}: ${cause}\n`);
  const { report } = extracted ?? loaded ?? {};
  return { pipeline, executionArn, hasSucceeded, ...(report && { report: pageOf(environment, report) }) };
};

/** Tells the view how much there is to do, as soon as a state before has put it out. */
const tellPlan = (view: ProgressView, state: string, output: <T>(state: string) => T | undefined): void => {
  if (state === 'ExtractTables') view.plan(output<{ tables: number }>('PlanTables')?.tables ?? 0);
  if (state === 'ScanObjects') {
    view.planGroups(output<{ batch: { groups: number } | null }>('CollectObjects')?.batch?.groups ?? 0);
  }
  if (state === 'LoadTables') {
    const planned = output<{ units: number }>('PlanLoads') ?? output<{ units: number }>('PlanBatches');
    view.plan(planned?.units ?? 0);
  }
};

const pageOf = ({ s3 }: LocalEnvironment, { bucket, key }: Finished['report']): string =>
  s3.store.pathOf(bucket, key.replace(/\.json$/, '.html'));

/** What a state of the run put out last, also of a run that failed; undefined when it was not reached. */
const outputOf = <T>(environment: LocalEnvironment, executionArn: string, state: string): T | undefined => {
  const event = environment.states
    .getExecutionHistory(executionArn)
    .findLast(({ stateExitedEventDetails }) => (stateExitedEventDetails as Exit | undefined)?.name === state);
  const output = (event?.stateExitedEventDetails as Exit | undefined)?.output;
  return output === undefined ? undefined : (JSON.parse(output) as T);
};

interface Exit {
  name: string;
  output?: string;
}
