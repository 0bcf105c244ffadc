import type { Call, Context } from '../context';
import { ownedStatement } from '../owned-statement';
import { readToken, writeToken } from '../page-token';
import type { ResultInput } from '../requests';
import type { ResultSet } from '../result-set';
import { noResult, validation } from '../service-error';
import { waitFor } from '../wait';
import { RawJson } from '../wire-json';

/** GetStatementResult: records as JSON. */
export async function getStatementResult(context: Context, call: Call<ResultInput>) {
  const { page, members, format } = await readPage(context, call);
  if (format === 'CSV') throw validation('The result is in CSV format. Use GetStatementResultV2.');
  return { Records: new RawJson(page), ...members };
}

/** GetStatementResultV2: records as CSV, for statements submitted with `ResultFormat: CSV`. */
export async function getStatementResultV2(context: Context, call: Call<ResultInput>) {
  const { page, members, format } = await readPage(context, call);
  if (format !== 'CSV') throw validation('The result is in JSON format. Use GetStatementResult.');
  return { Records: page === '' ? [] : [{ CSVRecords: page }], ...members, ResultFormat: 'CSV' };
}

async function readPage(context: Context, call: Call<ResultInput>) {
  const { statement, part } = ownedStatement(context, call);
  await waitFor(context, statement, call.input.WaitTimeSeconds, call.gone);
  // What a failed or cancelled transaction had read before is gone with it.
  const isLost = statement.mode === 'TRANSACTION' && statement.status !== 'FINISHED';
  const result: ResultSet | undefined = isLost || part?.status !== 'FINISHED' ? undefined : part.result;
  if (!result) throw noResult(call.input.Id);
  const index = readToken(call.input.NextToken, call.input.Id, result.pageCount - 1);
  const more = index + 1 < result.pageCount;
  return {
    page: await result.page(index),
    format: statement.format,
    members: {
      ColumnMetadata: result.columns,
      TotalNumRows: result.totalRows,
      NextToken: more ? writeToken(call.input.Id, index + 1) : undefined,
    },
  };
}
