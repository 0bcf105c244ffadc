import type { Sql } from '../sql/sql';
import { comment } from './comment';
import { writableSchemasQuery } from './grants-queries';
import type { LoadTargets } from './load-targets';
import { alterOwner, grantChanges, grantCreateSchemas, grantFutureTables, grantTemp } from './statements';

interface Options {
  user: string;
  database: string;
  targets: LoadTargets;
}

/** Stands for a name that only the source tells. */
const SOURCE_SCHEMA = '<schema>';
const SOME_TABLE = '<table>';
const READER = '<who reads the tables>';

/** The grants of one user that load pipelines run as, in one database. */
export const loadSection = ({ user, database, targets }: Options): string[] => {
  const { schemas, matching, isOpen, makesSchemas } = targets;
  const schema = schemas[0] ?? SOURCE_SCHEMA;
  const lines: string[] = [];
  const say = (...text: string[]): unknown => lines.push(...(lines.length > 0 ? [''] : []), ...comment(...text));
  const run = (...statements: Sql[]): unknown => lines.push(...statements.map(({ text }) => `${text};`));

  if (makesSchemas) {
    say(
      'The pipelines make schemas that are missing, and own what they make. Leave this away where all of them are there:',
      'a run names the schema that it cannot make.',
    );
    run(grantCreateSchemas(database, user));
  }
  say(
    'Schemas that are there already: the pipelines make tables in them, also a few small ones of their own, whose names',
    'begin with shuttle_. Run what this query returns; it returns nothing for schemas that are not there yet.',
    ...(isOpen ? [`The source tells names of schemas: write them in place of ${SOURCE_SCHEMA}.`] : []),
  );
  run(writableSchemasQuery({ schemas: [...schemas, ...(isOpen ? [SOURCE_SCHEMA] : [])], matching }, user));
  const tables = targets.tables.length > 0 ? targets.tables : [{ schema, name: SOME_TABLE }];
  say(
    'Only for tables that are there already and belong to somebody else. Columns are added and widened by the owner alone:',
    'change the owner, or write evolve: none for the table.',
    ...tables.flatMap(({ schema, name }) => [
      `${grantChanges(schema, name, user).text};`,
      `${alterOwner(schema, name, user).text};`,
    ]),
  );
  say(
    'Tables that the pipelines make are read by nobody else at first. For each schema and reader:',
    `${grantFutureTables(schema, READER, user).text};`,
  );
  say(
    'A load works in temp tables. Only where TEMP was revoked from PUBLIC:',
    `${grantTemp(database, user).text};`,
    'What COPY could not read is looked up in sys_load_error_detail, which shows every user their own loads: no grant.',
  );
  return lines;
};
