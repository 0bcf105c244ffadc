import type { Fields } from '../definition/fields';
import { InvalidDefinition, NotSupportedLocally, StateFailure } from '../errors';
import { isObject, type Json } from '../json';
import type { Template } from '../jsonata/template';
import type { Visit } from '../run/visit';

/** `ItemReader` of a distributed Map: one S3 object that holds the items. */
export interface ItemReader {
  readonly location: Template;
  readonly inputType: 'JSON' | 'JSONL';
  readonly maxItems: Template | undefined;
}

const GET_OBJECT = /^arn:[\w-]+:states:::s3:getObject$/;

export function parseItemReader(fields: Fields): ItemReader | undefined {
  const reader = fields.object('ItemReader');
  if (!reader) return undefined;
  if (fields.has('Items')) throw new InvalidDefinition(fields.at('Items'), 'cannot stand beside ItemReader');
  const resource = reader.requiredText('Resource');
  if (!GET_OBJECT.test(resource)) {
    throw new NotSupportedLocally(reader.at('Resource'), `${resource} does not run locally; use s3:getObject`);
  }
  const config = reader.object('ReaderConfig') ?? reader.missing('ReaderConfig');
  const result: ItemReader = {
    location: reader.template('Arguments') ?? reader.missing('Arguments'),
    inputType: config.word('InputType', ['JSON', 'JSONL']) ?? config.missing('InputType'),
    maxItems: config.template('MaxItems'),
  };
  config.close();
  reader.close();
  return result;
}

const isInteger = (value: Json): value is number => Number.isInteger(value);

/** @throws StateFailure States.ItemReaderFailed when the object cannot be had or holds no items */
export async function readObject(visit: Visit, reader: ItemReader): Promise<readonly Json[]> {
  const { location, maxItems } = reader;
  const { Bucket, Key } = (await visit.evaluate(location)) as Record<string, Json>;
  if (typeof Bucket !== 'string' || typeof Key !== 'string') throw failed('Bucket and Key must be strings');
  const most = maxItems && (await visit.evaluateAs(maxItems, 'ItemReader/ReaderConfig/MaxItems', 'integer', isInteger));
  if (most !== undefined && most <= 0) throw failed('field MaxItems must be positive');

  const { clock, objects } = visit.execution.host;
  let text: string;
  try {
    const body = await visit.cancellation.race(clock.busy(() => objects.get({ bucket: Bucket, key: Key })));
    text = new TextDecoder().decode(body);
  } catch (thrown) {
    visit.cancellation.check();
    const { name, message } = thrown as Error;
    throw failed(`${message} (Service: Amazon S3; Error Code: ${name}; Bucket: ${Bucket}; Key: ${Key})`);
  }
  const items = parseItems(text, reader.inputType);
  return most === undefined ? items : items.slice(0, most);
}

function parseItems(text: string, inputType: ItemReader['inputType']): readonly Json[] {
  try {
    if (inputType === 'JSONL') {
      return text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as Json);
    }
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed as Json[];
    throw failed(`Attempting to map over non-iterable node: ${isObject(parsed) ? 'object' : typeof parsed}`);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw failed(`The object is no valid ${inputType}: ${thrown.message}`);
    throw thrown;
  }
}

const failed = (cause: string): StateFailure => new StateFailure('States.ItemReaderFailed', cause);
