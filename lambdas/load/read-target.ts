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

/** What is there, and how many tables the database has; undefined where they could not be counted. */
export interface DescribedTarget {
  state: TargetState;
  tables: number | undefined;
}

/**
 * What the statements of describeTarget tell. That of the ledger fails where there is none, which the first one shows; a
 * load does without the number of tables.
 *
 * @throws StatementTransient, StatementFailed for a statement that should not have failed
 */
export const readTarget = async (data: RedshiftData, statementId: string, table: string): Promise<DescribedTarget> => {
  const { subStatements } = await data.describe(statementId);
  const [relations, counted, ledger] = subStatements;
  const failure = (error: string | undefined) =>
    failedStatement(error ?? '', { name: `describe ${table}`, statementId });
  if (relations?.status !== 'FINISHED') throw failure(relations?.error);
  const described = await readRows(data, relations.id);
  const [[count] = []] = counted?.status === 'FINISHED' ? await readRows(data, counted.id) : [];
  const tables = count?.longValue;
  if (ledger?.status === 'FINISHED') {
    return { state: readTargetState(described, await readRows(data, ledger.id)), tables };
  }
  const state = readTargetState(described);
  if (state.ledger !== undefined) throw failure(ledger?.error);
  return { state, tables };
};
