import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Clock } from '../../clock';
import { IdSource } from '../ids';

/** Functions to register on every expression, by name. */
export type Functions = ReadonlyMap<string, NativeFunction>;

interface NativeFunction {
  implementation: Parameters<jsonata.Expression['registerFunction']>[1];
  signature?: string;
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** AWS refuses to build longer ranges: "Expression evaluation memory limit exceeded". */
const LONGEST_RANGE = 360_145;

const fail = (message: string): never => {
  throw new Error(message);
};

/** JSONata's own error for calling what is no function, which is how AWS answers a call of $eval. */
const refuseEval = (): never => {
  throw { code: 'T1006' };
};

/**
 * The functions that Step Functions adds to JSONata, and JSONata's own that must follow the given clock and seed
 * instead of the machine's. Non-integer arguments are rounded towards zero, as AWS does; arguments that make no sense
 * give undefined, which then fails the field.
 */
export function createFunctions(clock: Clock, ids: IdSource): Functions {
  const format = jsonata('$fromMillis(millis, picture, timezone)');
  return new Map<string, NativeFunction>([
    ['partition', { implementation: partition }],
    ['range', { implementation: range }],
    ['hash', { implementation: hash }],
    ['parse', { implementation: parse }],
    ['random', { implementation: (seed?: number) => (seed === undefined ? ids : new IdSource(seed)).random() }],
    ['uuid', { implementation: () => ids.uuid() }],
    ['shuffle', { implementation: (items?: unknown[]) => shuffle(items, ids) }],
    ['eval', { implementation: refuseEval }],
    ['millis', { implementation: () => clock.now(), signature: '<:n>' }],
    [
      'now',
      {
        implementation: (picture?: string, timezone?: string) =>
          picture === undefined
            ? new Date(clock.now()).toISOString()
            : format.evaluate({ millis: clock.now(), picture, timezone }),
        signature: '<s?s?:s>',
      },
    ],
  ]);
}

function partition(items?: unknown, size?: number): unknown {
  if (items === undefined || size === undefined) return undefined;
  const list = Array.isArray(items) ? items : [items];
  const width = Math.trunc(size);
  if (width <= 0 || list.length === 0) return undefined;
  return Array.from({ length: Math.ceil(list.length / width) }, (_, i) => list.slice(i * width, (i + 1) * width));
}

function range(first?: number, last?: number, step?: number): unknown {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  const [from, to, by] = [Math.trunc(first), Math.trunc(last), Math.trunc(step)];
  const length = by === 0 ? 0 : Math.floor((to - from) / by) + 1;
  if (length <= 0) return undefined;
  if (length > LONGEST_RANGE) {
    fail('Expression evaluation memory limit exceeded: Check for excessive memory usage');
  }
  // AWS collapses a range of one element to the bare number.
  return length === 1 ? from : Array.from({ length }, (_, i) => from + i * by);
}

function hash(text?: unknown, algorithm?: string): unknown {
  if (text === undefined || algorithm === undefined) return undefined;
  const name = HASHES[algorithm] ?? fail(`$hash does not know the algorithm ${JSON.stringify(algorithm)}`);
  return createHash(name)
    .update(typeof text === 'string' ? text : JSON.stringify(text))
    .digest('hex');
}

function parse(text?: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return fail('Argument of $parse is not valid JSON');
  }
}

function shuffle(items: unknown[] | undefined, ids: IdSource): unknown {
  if (!Array.isArray(items)) return items;
  const result = items.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(ids.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
