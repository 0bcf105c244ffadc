import { Fields } from '../definition/fields';
import type { Effects } from '../definition/state';
import { RuntimeFailure } from '../errors';
import type { Template } from '../jsonata/template';
import type { StateBody } from './state-body';

interface Rule {
  condition: Template;
  field: string;
  next: string;
  effects: Effects;
}

/** Choice: the first rule whose Condition is true says where to go, else Default. */
export function parseChoice(fields: Fields): StateBody {
  const list = fields.list('Choices');
  if (list.length === 0) fields.missing('Choices');
  const rules = list.map((raw, i) => parseRule(raw, i, fields));
  const fallback = fields.text('Default');
  const effects = fields.effects();
  return {
    targets: [...rules.map(({ next }) => next), ...(fallback === undefined ? [] : [fallback])],
    attempt: async (visit) => {
      for (const { condition, field, next, effects: own } of rules) {
        const isTrue = await visit.evaluateAs(condition, field, 'boolean', (v): v is boolean => typeof v === 'boolean');
        if (isTrue) return visit.leave(next, own, visit.input);
      }
      if (fallback !== undefined) return visit.leave(fallback, effects, visit.input);
      // The States language calls this States.NoChoiceMatched; AWS reports it as States.Runtime with this sentence.
      throw new RuntimeFailure('Failed to transition out of the state. The state does not point to a next state.');
    },
  };
}

function parseRule(raw: unknown, index: number, fields: Fields): Rule {
  const prefix = `Choices[${index}]/`;
  const rule = new Fields(raw, `${fields.at('Choices')}[${index}]`, fields.context, prefix);
  const condition = rule.template('Condition') ?? rule.missing('Condition');
  const result = { condition, field: `${prefix}Condition`, next: rule.requiredText('Next'), effects: rule.effects() };
  rule.close();
  return result;
}
