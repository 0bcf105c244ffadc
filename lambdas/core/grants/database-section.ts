import type { Sql } from '../sql/sql';
import { setCaseSensitiveIdentifiers } from '../sql/statements';
import { comment } from './comment';
import { ownersQuery, schemaGrantsQuery } from './grants-queries';
import { grantAllTables, grantFutureTables, grantSizes, grantTable, grantTemp, grantUsage } from './statements';
import type { GrantTargets } from './targets';

interface Options {
  user: string;
  targets: GrantTargets;
  caseSensitive: boolean;
  discover: boolean;
  /** The database in which temp tables are made, where any are. */
  tempIn?: string;
}

/** The grants of one user in one database. */
export const databaseSection = ({ user, targets, caseSensitive, discover, tempIn }: Options): string[] => {
  const { schemas, tables, matching, never, narrower } = targets;
  const lines: string[] = [];
  const say = (...text: string[]): unknown => lines.push(...(lines.length > 0 ? [''] : []), ...comment(...text));
  const run = (...statements: Sql[]): unknown => lines.push(...statements.map(({ text }) => `${text};`));

  if (caseSensitive) run(setCaseSensitiveIdentifiers());
  if (narrower.length > 0) {
    say(
      `The pipelines read: ${narrower.join(', ')}.`,
      'Grants on whole schemas allow more, which changes no run. To allow those tables only, write GRANT SELECT ON TABLE',
      'for each of them instead of ALL TABLES, and leave the default privileges away.',
    );
  }
  if (schemas.length > 0) {
    say(
      'Tables and views that are there now, and tables that you create from now on: default privileges hold for the',
      'tables of whoever sets them. The query at the end makes the statements for other owners.',
    );
    for (const schema of schemas) {
      run(grantUsage(schema, user), grantAllTables(schema, user), grantFutureTables(schema, user));
    }
  }
  if (tables.length > 0) {
    say('Single tables. A table that is dropped and made anew needs its grant again.');
    run(...[...new Set(tables.map(({ schema }) => schema))].map((schema) => grantUsage(schema, user)));
    run(...tables.map(({ schema, name }) => grantTable(schema, name, user)));
  }
  if (matching.length > 0) {
    say(
      'Which schemas the patterns match, only the database knows: run what this query returns. A schema that is made',
      'later needs the same, so run it again then; name schemas in shuttle.yaml to have fixed statements here.',
    );
    run(schemaGrantsQuery({ matching, never }, user));
  }
  if (schemas.length + matching.length > 0) {
    say(
      'Tables that other users will create: default privileges belong to the owner of the tables. Run, as a superuser,',
      'what this query returns (one statement for each owner of tables in these schemas), and again for each new owner.',
    );
    run(ownersQuery({ schemas, matching, never }, user));
  }
  if (discover) {
    say('Optional: sizes of tables, so that method: auto pages small ones. Without it row estimates decide.');
    run(grantSizes(user));
  }
  if (tempIn !== undefined) {
    say(
      'deletes: detect compares keys in temp tables. Only where TEMP was revoked from PUBLIC:',
      `${grantTemp(tempIn, user).text};`,
    );
  }
  return lines;
};
