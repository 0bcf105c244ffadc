import { identifier } from '../identifier';
import { sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { countOf, fatesOf } from './counts';
import { dedupeStatements } from './dedupe';
import type { ModeStatements } from './mode';
import { columnNames, list, loadTables, meta, temp } from './tables';

/**
 * Every upsert becomes a row, and with soft deletes every delete too. Other deletes and truncates have nothing to change:
 * they are counted as ignored. Of events that come again, one stays (dedupe.ts).
 */
export const appendStatements = (request: ApplyRequest): ModeStatements => {
  const { target } = loadTables(request.target);
  const { deletes } = request;
  const names = columnNames(request);
  // There is no target, and nothing that it could be made of.
  if (names.length === 0) return { statements: [], counts: [countOf('ignored', temp.stage)] };
  const soft = deletes.mode === 'soft';
  const isTaken = soft ? sql`${meta.op} IN ('U', 'D')` : sql`${meta.op} = 'U'`;
  const into = list(soft ? [...names, identifier(deletes.column)] : names);
  const values = list(soft ? [...names, sql`(${meta.op} = 'D')`] : names);
  const apply: LoadStatement = {
    role: 'apply',
    sql: sql`INSERT INTO ${target.path} (${into}) SELECT ${values} FROM ${temp.stage} WHERE ${isTaken}`,
  };
  if (request.dedupe) {
    return { statements: [...dedupeStatements(request, isTaken), apply], counts: [fatesOf(temp.fates)] };
  }
  return {
    statements: [apply],
    counts: [
      countOf('upsert', sql`${temp.stage} WHERE ${isTaken}`),
      countOf('ignored', sql`${temp.stage} WHERE NOT (${isTaken})`),
    ],
  };
};
