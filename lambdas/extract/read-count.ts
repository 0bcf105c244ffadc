import type { RedshiftData } from '../clients/redshift-data';
import { RowsMismatch } from '../core/errors';

/** The one number that a sub-statement of a finished batch gave. Index counts from 1. */
export const readCount = async (data: RedshiftData, statementId: string, index: number): Promise<number> => {
  const page = await data.page(`${statementId}:${index}`);
  const field = page.records[0]?.[0];
  const count = field?.longValue ?? (/^\d+$/.test(field?.stringValue ?? '') ? Number(field?.stringValue) : undefined);
  if (count === undefined || !Number.isSafeInteger(count) || count < 0) {
    throw new RowsMismatch(`statement ${statementId}:${index} gave no count of rows`);
  }
  return count;
};

/** The rows that the Data API says a sub-statement returned or wrote; undefined where it tells none. */
export const rowsOfStatement = async (
  data: RedshiftData,
  statementId: string,
  index: number,
): Promise<number | undefined> => {
  const rows = (await data.describe(statementId)).subStatements[index - 1]?.resultRows;
  return rows === undefined || rows < 0 ? undefined : rows;
};
