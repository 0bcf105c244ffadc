import type { Effects, Machine } from '../definition/state';
import { EvaluationFailure } from '../errors';
import type { Json } from '../json';
import type { Template } from '../jsonata/template';
import type { Visit } from '../run/visit';

/** What inline and distributed Maps share. */
export interface MapFields {
  readonly next: string | undefined;
  readonly effects: Effects;
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: Template | undefined;
  readonly machine: Machine;
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
const isCount = (value: Json): value is number => Number.isInteger(value) && (value as number) >= 0;

/** The items: `Items`, or else the state's input. */
export async function readItems(visit: Visit, items: Template | undefined): Promise<readonly Json[]> {
  if (items) return visit.evaluateAs(items, 'Items', 'array', isArray);
  if (isArray(visit.input)) return visit.input;
  throw new EvaluationFailure(`Map state input must be an array but was: ${JSON.stringify(visit.input)}`, 'Items');
}

/** @returns the field's value; `ceiling` when it is absent, zero or higher */
export async function readConcurrency(visit: Visit, template: Template | undefined, ceiling: number): Promise<number> {
  const wanted = template ? await visit.evaluateAs(template, 'MaxConcurrency', 'non-negative integer', isCount) : 0;
  return wanted === 0 ? ceiling : Math.min(wanted, ceiling);
}

/** One item as its iteration gets it. */
export async function selectItem(
  visit: Visit,
  selector: Template | undefined,
  index: number,
  value: Json,
): Promise<Json> {
  return selector ? visit.evaluate(selector, { mapItem: { index, value } }) : value;
}
