import type { LocalEnvironment } from '../environment';
import type { Warehouse } from '../redshift/warehouse';

/** The database that the demo's load pipelines load. */
export const REPORTS = 'reports';

const GLUE_DATABASE = 'lake';

/** Does what the owner of an account does before the first run: makes the Glue database, and grants what a load needs. */
export const prepareDemo = async (environment: LocalEnvironment): Promise<void> => {
  environment.glue.catalog.createDatabase(GLUE_DATABASE);
  const role = environment.assembly.functions.find(({ arn }) => /submit-statement/.test(arn))?.role.roleName;
  if (role === undefined) throw new Error('the stack has no function that submits statements');
  const user = `"IAMR:${role}"`;
  // As `shuttle grants` says for the pipelines that load.
  for (const statement of [
    `CREATE USER ${user} PASSWORD DISABLE`,
    `GRANT CREATE ON DATABASE ${REPORTS} TO ${user}`,
    `GRANT USAGE, CREATE ON SCHEMA public TO ${user}`,
  ]) {
    await (environment.engine as Warehouse).createRedshiftTable(statement, REPORTS);
  }
};
