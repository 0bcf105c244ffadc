import { batchPrefix } from '../core/batch/object-keys';
import { renderRead } from '../core/catalog/render-read';
import { type ErrorName, errorClasses } from '../core/errors';
import { statementTexts } from '../core/statement/statement';
import type { Run, Unit } from './contract';

/** The statements that read a unit, as text; indices count from 1. */
export interface RenderedUnit {
  sqls: string[];
  countIndex: number;
  dataIndex: number;
}

/**
 * Renders the SQL of a unit for one batch.
 *
 * @throws the error for which the plan refused the unit; StatementTooLong
 */
export const renderUnit = (run: Run, unit: Unit, method: Unit['method'], batchId: string): RenderedUnit => {
  if (unit.refusal) throw new errorClasses[unit.refusal.error as ErrorName](unit.refusal.cause);
  const { sqls, countIndex, dataIndex } = renderRead({
    method,
    source: unit.source,
    columns: unit.columns,
    verify: unit.verify,
    statementTimeoutSeconds: run.statementTimeoutSeconds,
    caseSensitiveIdentifiers: run.caseSensitiveIdentifiers,
    to: batchPrefix(run.root, unit.destination, batchId),
    unload: run.unload,
    ...(unit.where !== undefined && { where: unit.where }),
    ...(unit.limit !== undefined && { limit: unit.limit }),
  });
  return { sqls: statementTexts(sqls, unit.table), countIndex, dataIndex };
};
