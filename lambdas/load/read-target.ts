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

/**
 * What the two statements of describeTarget tell. That of the ledger fails where there is none, which the other one shows.
 *
 * @throws StatementTransient, StatementFailed for a statement that should not have failed
 */
export const readTarget = async (data: RedshiftData, statementId: string, table: string): Promise<TargetState> => {
  const { subStatements } = await data.describe(statementId);
  const [relations, ledger] = subStatements;
  const failure = (error: string | undefined) =>
    failedStatement(error ?? '', { name: `describe ${table}`, statementId });
  if (relations?.status !== 'FINISHED') throw failure(relations?.error);
  const described = await readRows(data, relations.id);
  if (ledger?.status === 'FINISHED') return readTargetState(described, await readRows(data, ledger.id));
  const state = readTargetState(described);
  if (state.ledger !== undefined) throw failure(ledger?.error);
  return state;
};
