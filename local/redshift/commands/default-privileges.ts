import { TABLE_PRIVILEGES } from '../catalog/views/privileges';
import { redshiftError, schemaDoesNotExist } from '../errors';
import { checkSuperuser } from '../privileges';
import type { DefaultPrivileges } from '../sql/command';
import { DONE, type Outcome, type Statement } from '../statement';
import { checkGrantee } from './grants';
import { sqlList, sqlValue } from './register';
import { findSchema } from './schemas';

/** Keeps what new tables grant by themselves; see `registerRelation`. */
export async function alterDefaultPrivileges(command: DefaultPrivileges, s: Statement): Promise<Outcome> {
  const wrong = command.privileges.find((privilege) => privilege !== 'all' && !TABLE_PRIVILEGES.includes(privilege));
  if (wrong) throw redshiftError(`invalid privilege type ${wrong.toUpperCase()}`, '0LP01');
  const privileges = command.privileges.includes('all') ? TABLE_PRIVILEGES : command.privileges;
  const owners = command.users.length > 0 ? command.users : [s.environment.user];
  if (owners.some((owner) => owner !== s.environment.user)) checkSuperuser(s);
  for (const name of owners) await checkGrantee({ kind: 'user', name }, s);
  for (const name of command.schemas) if (!(await findSchema(name, s))) throw schemaDoesNotExist(name);
  const schemas = command.schemas.length > 0 ? command.schemas : [undefined];
  const table = `${s.environment.catalogSchema}.default_grants`;
  s.traces.defaultGrants = true;
  for (const grantee of command.grantees) {
    await checkGrantee(grantee, s);
    for (const owner of owners) {
      for (const schema of schemas) {
        const key = [owner, schema, grantee.kind, grantee.name].map(sqlValue);
        await s.duck.run(
          `DELETE FROM ${table} WHERE owner = ${key[0]} AND schema_name IS NOT DISTINCT FROM ${key[1]} AND grantee_kind = ${key[2]}
             AND grantee = ${key[3]} AND list_contains(${sqlList(privileges)}, privilege)`,
        );
        if (command.revoke) continue;
        await s.duck.run(`INSERT INTO ${table} SELECT ${key.join(', ')}, unnest(${sqlList(privileges)})`);
      }
    }
  }
  return DONE;
}
