import type { Cancellation } from '../cancellation';
import type { Fields } from '../definition/fields';
import { InvalidDefinition, StateFailure } from '../errors';
import type { Execution } from '../execution';
import type { Json } from '../json';
import { allOrFirstFailure } from '../run/all-or-first-failure';
import type { Visit } from '../run/visit';
import { type StateBody, targetsOf } from '../types/state-body';
import { type Batch, type ItemBatcher, packBatches, parseItemBatcher } from './item-batcher';
import { type ItemReader, parseItemReader, readObject } from './item-reader';
import { type MapFields, readConcurrency, readItems, selectItem } from './map-fields';
import { labelOf, type MapRun } from './map-run';
import { parseResultWriter, type ResultWriter, transformResults, writeResults } from './result-writer';
import {
  isExceeded,
  parseTolerance,
  readTolerance,
  type Tolerance,
  type ToleranceFields,
  toleranceFailure,
} from './tolerance';

interface DistributedFields extends MapFields {
  readonly label: string;
  readonly reader: ItemReader | undefined;
  readonly batcher: ItemBatcher | undefined;
  readonly tolerance: ToleranceFields;
  readonly writer: ResultWriter | undefined;
}

/** A Map in mode DISTRIBUTED: each item, or batch of items, is a child execution with its own history. */
export function parseDistributed(fields: Fields, name: string, common: MapFields): StateBody {
  const label = fields.text('Label');
  if (label !== undefined && !/^[\w-]{1,40}$/.test(label)) {
    throw new InvalidDefinition(fields.at('Label'), 'has at most 40 letters, digits, - and _');
  }
  const map: DistributedFields = {
    ...common,
    label: labelOf(label, name),
    reader: parseItemReader(fields),
    batcher: parseItemBatcher(fields),
    tolerance: parseTolerance(fields),
    writer: parseResultWriter(fields),
  };
  return { targets: targetsOf(common.next), attempt: (visit) => runMap(visit, map) };
}

async function runMap(visit: Visit, map: DistributedFields) {
  const inputItems = map.reader || visit.memo ? undefined : await readItems(visit, map.items);
  if (!visit.memo) visit.record('MapStateStarted', { length: inputItems?.length ?? 0 });
  const concurrency = await readConcurrency(
    visit,
    map.maxConcurrency,
    visit.execution.host.limits.distributedConcurrency,
  );
  const tolerance = await readTolerance(visit, map.tolerance);
  const { arn: mapRunArn, uuid, childMachineName } = identify(visit, map);
  try {
    let run = visit.memo as MapRun | undefined;
    if (run) {
      run.redriveCount++;
      visit.record('MapRunRedriven', { mapRunArn, redriveCount: run.redriveCount });
    } else {
      visit.record('MapRunStarted', { mapRunArn });
      const items = inputItems ?? (await readObject(visit, map.reader as ItemReader));
      const batches = await makeBatches(visit, map, items);
      run = { arn: mapRunArn, uuid, childMachineName, batches, children: [], redriveCount: 0 };
      visit.memo = run;
    }
    const result = await finish(visit, map, run, await runChildren(visit, map, run, concurrency, tolerance));
    visit.record('MapRunSucceeded');
    visit.record('MapStateSucceeded');
    return visit.leave(map.next, map.effects, result, { result });
  } catch (failure) {
    visit.cancellation.check();
    if (failure instanceof StateFailure) {
      visit.record('MapRunFailed', { error: failure.error, cause: failure.failureCause });
    }
    throw failure;
  }
}

function identify(visit: Visit, map: DistributedFields): Pick<MapRun, 'arn' | 'uuid' | 'childMachineName'> {
  if (visit.memo) return visit.memo as MapRun;
  const { host, machine } = visit.execution;
  const uuid = host.ids.uuid();
  const childMachineName = `${machine.name}/${map.label}`;
  return { uuid, childMachineName, arn: host.arn(`mapRun:${childMachineName}:${uuid}`) };
}

async function makeBatches(visit: Visit, map: DistributedFields, items: readonly Json[]): Promise<readonly Batch[]> {
  const selected: Json[] = [];
  for (let index = 0; index < items.length; index++) {
    selected.push(await selectItem(visit, map.itemSelector, index, items[index] as Json));
  }
  if (map.batcher) return packBatches(visit, map.batcher, selected);
  return selected.map((input) => ({ input, itemCount: 1 }));
}

/** @returns the failure that the tolerance makes of failed children, if any */
async function runChildren(
  visit: Visit,
  map: DistributedFields,
  run: MapRun,
  concurrency: number,
  tolerance: Tolerance,
): Promise<StateFailure | undefined> {
  const total = run.batches.reduce((sum, { itemCount }) => sum + itemCount, 0);
  let failedItems = 0;
  const work = async (index: number, cancellation: Cancellation): Promise<void> => {
    const batch = run.batches[index] as Batch;
    const child = run.children[index];
    if (child?.status === 'SUCCEEDED') return;
    const status = await runChild(visit, map, run, index, cancellation);
    if (status === 'SUCCEEDED') return;
    failedItems += batch.itemCount;
    if (isExceeded(tolerance, failedItems, total)) throw toleranceFailure();
  };
  try {
    await allOrFirstFailure(run.batches.length, concurrency, visit.cancellation, work);
    return undefined;
  } catch (failure) {
    visit.cancellation.check();
    if (failure instanceof StateFailure) return failure;
    throw failure;
  }
}

async function runChild(
  visit: Visit,
  map: DistributedFields,
  run: MapRun,
  index: number,
  cancellation: Cancellation,
): Promise<Execution['status']> {
  const known = run.children[index];
  const child =
    known ?? visit.execution.host.createChild(visit.execution, map.machine, run, (run.batches[index] as Batch).input);
  run.children[index] = child;
  if (known) child.redrive();
  else child.start();
  const detach = cancellation.onAbort(() => child.stop({}));
  await child.finished();
  detach();
  return child.status;
}

/** The Map's result. Results are exported for a Map Run that failed, too. */
async function finish(
  visit: Visit,
  map: DistributedFields,
  run: MapRun,
  failure: StateFailure | undefined,
): Promise<Json> {
  const exported = map.writer?.location ? await writeResults(visit, run, map.writer) : undefined;
  if (failure) throw failure;
  const result = exported ?? transformResults(run, map.writer?.transformation ?? 'COMPACT');
  visit.checkSize(result, visit.state.name);
  return result;
}
