import type { RedshiftData } from '../clients/redshift-data';
import type { CatalogField } from '../core/catalog/read-catalog';
import { readTargetState, type TargetState } from '../core/load/target-state';
import { failedStatement } from '../core/statement/statement-error';

type Rows = CatalogField[][];

/** All rows of a small result. */
export const readRows = async (data: RedshiftData, statementId: string): Promise<Rows> => {
  const rows: Rows = [];
  for await (const { records } of data.pages(statementId)) rows.push(...(records as Rows));
  return rows;
};

export interface DescribedTarget {
  state: TargetState;
  /** Of the database; undefined where nobody needs to know, or they could not be counted. */
  tables: number | undefined;
}

/**
 * What the statements of describeTarget tell. That of the ledger fails where there is none, which the first one shows. The
 * number of tables is fetched only where one is missing or was made: results come 20 a second for a whole account.
 *
 * @param hasMade tables were created for the step
 * @throws StatementTransient, StatementFailed for a statement that should not have failed
 */
export const readTarget = async (
  data: RedshiftData,
  statementId: string,
  table: string,
  hasMade: boolean,
): Promise<DescribedTarget> => {
  const { subStatements } = await data.describe(statementId);
  const [relations, counted, ledger] = subStatements;
  const failure = (error: string | undefined) =>
    failedStatement(error ?? '', { name: `describe ${table}`, statementId });
  if (relations?.status !== 'FINISHED') throw failure(relations?.error);
  const described = await readRows(data, relations.id);
  const state = readTargetState(described, ledger?.status === 'FINISHED' ? await readRows(data, ledger.id) : undefined);
  if (ledger?.status !== 'FINISHED' && state.ledger !== undefined) throw failure(ledger?.error);
  const isAsked = hasMade || state.target === undefined || state.ledger === undefined;
  const [[count] = []] = isAsked && counted?.status === 'FINISHED' ? await readRows(data, counted.id) : [];
  return { state, tables: count?.longValue };
};
