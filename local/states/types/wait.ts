import type { Fields } from '../definition/fields';
import { InvalidDefinition } from '../errors';
import type { Json } from '../json';
import { parseTransition, type StateBody, targetsOf } from './state-body';

/** Source: API limit of a Wait state's Seconds. */
const MAX_SECONDS = 99_999_999;

const isSeconds = (value: Json): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_SECONDS;

/** RFC 3339 with an upper-case T and a zone, as the States language demands. */
const isTimestamp = (value: Json): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value));

/** Wait: sleeps for Seconds or until Timestamp. */
export function parseWait(fields: Fields): StateBody {
  const next = parseTransition(fields);
  const effects = fields.effects();
  const seconds = fields.template('Seconds');
  const timestamp = fields.template('Timestamp');
  if ((seconds === undefined) === (timestamp === undefined)) {
    throw new InvalidDefinition(fields.path, 'needs either Seconds or Timestamp');
  }
  if (seconds?.constant !== undefined && !isSeconds(seconds.constant)) {
    throw new InvalidDefinition(fields.at('Seconds'), `must be an integer from 0 to ${MAX_SECONDS}`);
  }
  if (timestamp?.constant !== undefined && !isTimestamp(timestamp.constant)) {
    throw new InvalidDefinition(fields.at('Timestamp'), 'must be an RFC 3339 timestamp such as 2026-01-05T03:00:00Z');
  }
  return {
    targets: targetsOf(next),
    attempt: async (visit) => {
      const { clock } = visit.execution.host;
      const ms = seconds
        ? 1000 * (await visit.evaluateAs(seconds, 'Seconds', 'integer', isSeconds))
        : timestamp
          ? Date.parse(await visit.evaluateAs(timestamp, 'Timestamp', 'timestamp', isTimestamp)) - clock.now()
          : 0;
      if (ms > 0) await clock.sleep(ms, visit.cancellation.signal);
      return visit.leave(next, effects, visit.input);
    },
  };
}
