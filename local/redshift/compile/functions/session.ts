import { notSupportedLocally } from '../../errors';
import { duckString } from '../../sql/string-literal';
import { DATE, INT4, INT8, type RsType, TIMESTAMP, TIMESTAMPTZ, VARCHAR } from '../../types';
import type { FunctionTable } from '../call';
import type { Compiled } from '../context';

/** What `version()` answers on a provisioned cluster; patch level as of 2024. */
export const REDSHIFT_VERSION =
  'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.78125';

const NAME: RsType = { name: 'name' };
const text = (value: string, type: RsType = VARCHAR): Compiled => ({ sql: duckString(value), type });
const whole = (value: number, type: RsType): Compiled => ({
  sql: `CAST(${value} AS ${type.name === 'int4' ? 'INTEGER' : 'BIGINT'})`,
  type,
});

/** Microseconds since the epoch as a zone-aware DuckDB value. */
const instant = (micros: bigint): string => `make_timestamptz(${micros})`;

/** Functions of the session and its clock. SYSDATE and its kin stand still within a transaction. */
export const sessionFunction: FunctionTable = ({ name, ctx }) => {
  const env = ctx.environment;
  const local = (micros: bigint) => `(${instant(micros)} AT TIME ZONE ${duckString(env.timezone)})`;
  switch (name) {
    case 'current_user':
    case 'user':
    case 'session_user':
      return text(env.user, NAME);
    case 'current_database':
      return text(env.database, NAME);
    case 'current_schema':
      return text(env.schema, NAME);
    case 'version':
      return text(REDSHIFT_VERSION);
    case 'pg_backend_pid':
      return whole(env.processId, INT4);
    case 'pg_last_query_id':
      return whole(env.lastQueryId, INT4);
    case 'pg_last_unload_count':
      return whole(env.lastUnloadCount, INT8);
    case 'pg_last_copy_count':
      return whole(env.lastCopyCount, INT8);
    case 'pg_last_copy_id':
      return whole(env.lastCopyId, INT4);
    case 'current_user_id':
      throw notSupportedLocally(`function ${name}()`);
    case 'sysdate':
    case 'localtimestamp':
      return { sql: local(env.transactionStart), type: TIMESTAMP, name: name === 'sysdate' ? 'timestamp' : name };
    case 'getdate':
      return { sql: `date_trunc('second', ${local(env.statementStart)})`, type: TIMESTAMP };
    case 'current_timestamp':
    case 'now':
      return { sql: instant(env.transactionStart), type: TIMESTAMPTZ };
    case 'timeofday':
      throw notSupportedLocally('TIMEOFDAY');
    case 'current_date':
      return { sql: `CAST(${local(env.transactionStart)} AS DATE)`, type: DATE, name: 'date' };
    default:
      return undefined;
  }
};
