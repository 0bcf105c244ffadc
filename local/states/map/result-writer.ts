import type { Fields } from '../definition/fields';
import { InvalidDefinition, NotSupportedLocally, StateFailure } from '../errors';
import type { Json, JsonObject } from '../json';
import type { Template } from '../jsonata/template';
import type { Visit } from '../run/visit';
import { childRecord } from './child-record';
import type { MapRun } from './map-run';

export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** `ResultWriter` of a distributed Map. Without a location the results stay in the state's output. */
export interface ResultWriter {
  readonly location: Template | undefined;
  readonly transformation: Transformation;
}

const PUT_OBJECT = /^arn:[\w-]+:states:::s3:putObject$/;

export function parseResultWriter(fields: Fields): ResultWriter | undefined {
  const writer = fields.object('ResultWriter');
  if (!writer) return undefined;
  const resource = writer.text('Resource');
  if (resource !== undefined && !PUT_OBJECT.test(resource)) {
    throw new NotSupportedLocally(writer.at('Resource'), `${resource} does not run locally; use s3:putObject`);
  }
  const config = writer.object('WriterConfig');
  config?.word('OutputType', ['JSON']);
  const transformation = config?.word('Transformation', ['NONE', 'COMPACT', 'FLATTEN']);
  config?.close();
  const location = writer.template('Arguments');
  writer.close();
  if ((resource === undefined) !== (location === undefined)) {
    throw new InvalidDefinition(writer.path, 'needs Resource and Arguments together');
  }
  if (!location && !transformation) throw new InvalidDefinition(writer.path, 'cannot be empty');
  return { location, transformation: transformation ?? 'NONE' };
}

/** The children's results in order: their outputs, or the records of those that failed. */
export function transformResults(run: MapRun, transformation: Transformation): Json[] {
  const results: Json[] = [];
  for (const child of run.children) {
    if (!child) continue;
    const isPlain = transformation !== 'NONE' && child.status === 'SUCCEEDED';
    const result: Json = isPlain ? (child.output as Json) : childRecord(child);
    if (isPlain && transformation === 'FLATTEN' && Array.isArray(result)) results.push(...result);
    else results.push(result);
  }
  return results;
}

/**
 * Writes `<prefix>/<map run's uuid>/manifest.json` and one file per status, in AWS's format.
 * @returns the Map's output
 * @throws StateFailure States.ResultWriterFailed
 */
export async function writeResults(visit: Visit, run: MapRun, writer: ResultWriter): Promise<JsonObject> {
  const { Bucket, Prefix } = (await visit.evaluate(writer.location as Template)) as Record<string, Json>;
  if (typeof Bucket !== 'string') throw failed('Bucket must be a string');
  const folder = typeof Prefix === 'string' && Prefix !== '' ? `${Prefix.replace(/\/$/, '')}/${run.uuid}` : run.uuid;
  const put = async (key: string, content: Json): Promise<number> => {
    const { clock, objects } = visit.execution.host;
    const body = new TextEncoder().encode(JSON.stringify(content));
    try {
      await visit.cancellation.race(clock.busy(() => objects.put({ bucket: Bucket, key }, body)));
    } catch (thrown) {
      visit.cancellation.check();
      const { name, message } = thrown as Error;
      throw failed(`${message} (Service: Amazon S3; Error Code: ${name}; Bucket: ${Bucket}; Key: ${key})`);
    }
    return body.byteLength;
  };

  const files: Record<string, Json> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const [status, content] of resultFiles(run, writer.transformation)) {
    const key = `${folder}/${status}_0.json`;
    files[status] = [{ Key: key, Size: await put(key, content) }];
  }
  const key = `${folder}/manifest.json`;
  await put(key, { DestinationBucket: Bucket, MapRunArn: run.arn, ResultFiles: files });
  return { MapRunArn: run.arn, ResultWriterDetails: { Bucket, Key: key } };
}

/** What goes into each file; empty files are not written. Aborted and timed-out children count as FAILED. */
function resultFiles(run: MapRun, transformation: Transformation): [string, Json[]][] {
  const started = run.children.filter((child) => child !== undefined);
  const failedChildren = started.filter(({ status }) => status !== 'SUCCEEDED');
  const succeeded = { ...run, children: started.filter(({ status }) => status === 'SUCCEEDED') };
  const pending = run.batches.filter((_, i) => !run.children[i]);
  const files: [string, Json[]][] = [
    ['FAILED', failedChildren.map(childRecord)],
    ['PENDING', pending.map(({ input }) => ({ Input: JSON.stringify(input), Status: 'PENDING' }))],
    ['SUCCEEDED', transformResults(succeeded, transformation)],
  ];
  return files.filter(([, content]) => content.length > 0);
}

const failed = (cause: string): StateFailure => new StateFailure('States.ResultWriterFailed', cause);
