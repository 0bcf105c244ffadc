import type { Fields } from '../definition/fields';
import { RuntimeFailure, StateFailure } from '../errors';
import type { Template } from '../jsonata/template';
import type { Visit } from '../run/visit';
import type { StateBody } from './state-body';

/** Characters of a Cause and of an Error. Source: the API reference, types SensitiveCause and SensitiveError. */
const LONGEST = { Cause: 32_768, Error: 256 };

/** Fail: ends the branch with an error. */
export function parseFail(fields: Fields): StateBody {
  const error = fields.template('Error');
  const cause = fields.template('Cause');
  return {
    targets: [],
    attempt: async (visit) => {
      throw new StateFailure(await text(visit, 'Error', error), await text(visit, 'Cause', cause));
    },
  };
}

async function text(
  visit: Visit,
  field: 'Error' | 'Cause',
  template: Template | undefined,
): Promise<string | undefined> {
  if (!template) return undefined;
  const value = await visit.evaluateAs(template, field, 'string', (v): v is string => typeof v === 'string');
  if (value.length > LONGEST[field]) {
    throw new RuntimeFailure(
      `The ${field} of a Fail state has at most ${LONGEST[field]} characters, not ${value.length}.`,
    );
  }
  return value;
}
