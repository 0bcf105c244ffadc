import type { CostLine, RunCost } from '../report/cost-line';
import { PRICES } from '../report/prices';
import type { Sum } from '../report/sum';
import type { LoadTableReport } from './load-report';
import { loadShape, type ShapingWork } from './load-shape';
import { loadCalls, loadGbSeconds, loadReads, loadStatements, loadTransitions, loadWrites } from './load-step-counts';

/**
 * Estimates what a load run costs in AWS, in US dollars, from what its records tell. Retries of single steps leave no
 * trace in a record and are not in it; neither is what Redshift costs.
 *
 * @param listed objects that the listing of the source showed; null where the source is an extract pipeline
 */
export const loadCost = (tables: readonly LoadTableReport[], work: ShapingWork, listed: number | null): RunCost => {
  const shape = loadShape(tables, work, listed);
  const lines = [
    line('State transitions, Standard', 'transitions', PRICES.transition, loadTransitions(shape)),
    line('Lambda requests', 'calls', PRICES.lambdaRequest, loadCalls(shape)),
    line('Lambda time, arm64', 'GB-seconds', PRICES.lambdaGbSecond, loadGbSeconds(shape)),
    line('S3 PUT and LIST', 'requests', PRICES.s3Write, loadWrites(shape)),
    line('S3 GET', 'requests', PRICES.s3Read, loadReads(shape)),
    line('Redshift Data API', 'statements', PRICES.dataApiCall, loadStatements(shape)),
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
