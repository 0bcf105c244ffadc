import { InvalidDefinition } from '../errors';
import { Fields } from './fields';
import type { Catcher, Retrier } from './state';

/** Reads `Retry`. Defaults are those of the States language: 1 s, 3 attempts, factor 2. */
export function parseRetriers(fields: Fields): Retrier[] {
  const list = fields.list('Retry');
  return list.map((raw, i) => {
    const item = new Fields(raw, `${fields.at('Retry')}[${i}]`, fields.context);
    const retrier: Retrier = {
      errors: parseErrors(item, i === list.length - 1),
      intervalSeconds: item.number('IntervalSeconds', { min: 1 }) ?? 1,
      maxAttempts: item.number('MaxAttempts', { min: 0 }) ?? 3,
      backoffRate: item.number('BackoffRate', { min: 1, integer: false }) ?? 2,
      maxDelaySeconds: item.number('MaxDelaySeconds', { min: 1, max: 31_622_400 }),
      fullJitter: item.word('JitterStrategy', ['FULL', 'NONE']) === 'FULL',
    };
    item.close();
    return retrier;
  });
}

/** Reads `Catch`. */
export function parseCatchers(fields: Fields): Catcher[] {
  const list = fields.list('Catch');
  return list.map((raw, i) => {
    const item = new Fields(raw, `${fields.at('Catch')}[${i}]`, fields.context, `Catch[${i}]/`);
    const catcher: Catcher = {
      errors: parseErrors(item, i === list.length - 1),
      next: item.requiredText('Next'),
      ...item.effects(),
    };
    item.close();
    return catcher;
  });
}

function parseErrors(fields: Fields, isLast: boolean): string[] {
  const errors = fields.list('ErrorEquals');
  if (errors.length === 0) fields.missing('ErrorEquals');
  for (const error of errors) {
    if (typeof error !== 'string') throw new InvalidDefinition(fields.at('ErrorEquals'), 'must hold strings');
  }
  if (errors.includes('States.ALL') && (errors.length > 1 || !isLast)) {
    throw new InvalidDefinition(fields.at('ErrorEquals'), 'States.ALL must stand alone and in the last entry');
  }
  return errors as string[];
}
