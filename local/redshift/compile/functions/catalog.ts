import { heldOids } from '../../catalog/held-oids';
import { ENCODINGS } from '../../catalog/views/pg';
import { notSupportedLocally } from '../../errors';
import { BOOL, isText, VARCHAR } from '../../types';
import type { Call, FunctionTable } from '../call';
import type { Compiled } from '../context';
import { argument } from './scalars';

/**
 * The privilege functions take an optional user, an object by oid or name, and a privilege list. They become `IN` over
 * a view of the oids that the current user may use, so that thousands of rows cost one hash table.
 */
function hasPrivilege(call: Call, kind: 'schema' | 'table'): Compiled {
  const privilege = call.args[call.args.length - 1]?.literal?.toLowerCase();
  if (privilege === undefined) throw notSupportedLocally(`${call.name}() with a computed privilege`);
  if (
    call.args.length === 3 &&
    argument(call, 0).literal !== call.ctx.environment.user &&
    argument(call, 0).sql !== `'${call.ctx.environment.user}'`
  ) {
    throw notSupportedLocally(`${call.name}() for another user`);
  }
  const object = argument(call, call.args.length - 2);
  const { environment } = call.ctx;
  if (!isText(object.type)) {
    return { sql: `(${object.sql} IN (${heldOids(kind, privilege, environment)}))`, type: BOOL };
  }
  const key = kind === 'schema' ? 'name' : 'qualified_name';
  return {
    sql: `(${object.sql} IN (SELECT ${key} FROM ${environment.catalogSchema}."held_${kind}_privileges" WHERE privilege = '${privilege.replaceAll("'", "''")}'))`,
    type: BOOL,
  };
}

/** Functions on the catalogs. */
export const catalogFunction: FunctionTable = (call) => {
  switch (call.name) {
    case 'format_type':
      return { sql: `rs_format_type(${argument(call, 0).sql}, ${argument(call, 1).sql})`, type: VARCHAR };
    case 'format_encoding':
      return { sql: `${ENCODINGS}[${argument(call, 0).sql} + 1]`, type: VARCHAR };
    case 'has_schema_privilege':
      return hasPrivilege(call, 'schema');
    case 'has_table_privilege':
      return hasPrivilege(call, 'table');
    case 'pg_get_userbyid':
      return {
        sql: `(SELECT u.usename FROM ${call.ctx.environment.catalogSchema}."pg_user" AS u WHERE u.usesysid = ${argument(call, 0).sql})`,
        type: { name: 'name' },
      };
    case 'pg_get_constraintdef':
      return {
        sql: `(SELECT d.definition FROM ${call.ctx.environment.catalogSchema}.constraints AS d WHERE d.oid = ${argument(call, 0).sql})`,
        type: VARCHAR,
      };
    case 'pg_table_is_visible':
      return {
        sql: `(${argument(call, 0).sql} IN (SELECT oid FROM ${call.ctx.environment.catalogSchema}."visible_relations"))`,
        type: BOOL,
      };
    case 'obj_description':
      return {
        sql: `(SELECT d.description FROM ${call.ctx.environment.catalogSchema}."pg_description" AS d WHERE d.objoid = ${argument(call, 0).sql} AND d.objsubid = 0)`,
        type: VARCHAR,
      };
    case 'col_description':
      return {
        sql: `(SELECT d.description FROM ${call.ctx.environment.catalogSchema}."pg_description" AS d WHERE d.objoid = ${argument(call, 0).sql} AND d.objsubid = ${argument(call, 1).sql})`,
        type: VARCHAR,
      };
    case 'pg_get_expr':
      return { sql: argument(call, 0).sql, type: VARCHAR };
    default:
      return undefined;
  }
};
