import type { TableReport } from '../progress/report';
import type { CostLine, RunCost } from './cost-line';
import { PRICES } from './prices';
import { runShape } from './run-shape';
import { callsOf, gbSecondsOf, readsOf, transitionsOf, writesOf } from './step-counts';
import type { Sum } from './sum';

/**
 * Estimates what a run costs in AWS, in US dollars, from what its records tell. Retries of single steps and the polls of
 * the catalog and of earlier attempts leave no trace in a record and are not in it; neither is what Redshift costs.
 */
export const runCost = (tables: readonly TableReport[]): RunCost => {
  const shape = runShape(tables);
  const lines = [
    line('State transitions, Standard', 'transitions', PRICES.transition, transitionsOf(shape)),
    line('Lambda requests', 'calls', PRICES.lambdaRequest, callsOf(shape)),
    line('Lambda time, arm64', 'GB-seconds', PRICES.lambdaGbSecond, gbSecondsOf(shape)),
    line('S3 PUT and LIST', 'requests', PRICES.s3Write, writesOf(shape)),
    line('S3 GET', 'requests', PRICES.s3Read, readsOf(shape)),
    line('Redshift Data API', 'statements', PRICES.dataApiCall, {
      value: 1 + shape.unloaded + shape.paged + shape.failed + shape.moreAttempts + shape.moreReads,
      how: 'no charge for calls',
    }),
  ];
  return {
    currency: 'USD',
    region: PRICES.region,
    pricesOf: PRICES.of,
    lines,
    total: lines.reduce((total, { amount }) => total + amount, 0),
  };
};

const line = (what: string, unit: string, unitPrice: number, { value, how }: Sum): CostLine => ({
  what,
  quantity: value,
  unit,
  unitPrice,
  amount: value * unitPrice,
  how,
});
