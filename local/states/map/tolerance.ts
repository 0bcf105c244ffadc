import type { Fields } from '../definition/fields';
import { StateFailure } from '../errors';
import type { Json } from '../json';
import type { Template } from '../jsonata/template';
import type { Visit } from '../run/visit';

/** How many failed items a distributed Map survives. */
export interface ToleranceFields {
  readonly count: Template | undefined;
  readonly percentage: Template | undefined;
}

export interface Tolerance {
  readonly count: number | undefined;
  readonly percentage: number | undefined;
}

const isCount = (value: Json): value is number => Number.isInteger(value) && (value as number) >= 0;
const isPercentage = (value: Json): value is number => typeof value === 'number' && value >= 0 && value <= 100;

export function parseTolerance(fields: Fields): ToleranceFields {
  return { count: fields.template('ToleratedFailureCount'), percentage: fields.template('ToleratedFailurePercentage') };
}

export async function readTolerance(visit: Visit, { count, percentage }: ToleranceFields): Promise<Tolerance> {
  return {
    count: count && (await visit.evaluateAs(count, 'ToleratedFailureCount', 'non-negative integer', isCount)),
    percentage:
      percentage &&
      (await visit.evaluateAs(percentage, 'ToleratedFailurePercentage', 'number between 0 and 100', isPercentage)),
  };
}

/** Either bound that is passed fails the Map Run. Without any bound the first failed item does. */
export function isExceeded({ count, percentage }: Tolerance, failed: number, total: number): boolean {
  if (failed === 0) return false;
  if (count === undefined && percentage === undefined) return true;
  return (count !== undefined && failed > count) || (percentage !== undefined && (failed / total) * 100 > percentage);
}

export const toleranceFailure = (): StateFailure =>
  new StateFailure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');
