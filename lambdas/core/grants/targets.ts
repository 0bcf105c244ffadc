import { tableOptionsResolver } from '../config/resolve-table-options';
import type { ExtractPipeline } from '../config/shuttle-config';
import { formatTableName, type NamePart, splitParts, type TableName } from '../config/table-name';
import { parseTablePattern } from '../config/table-pattern';
import { isEveryName, isOneName, posixRegex, schemaMatches } from './schema-names';

/** What a database user must be able to read. Names are as the database stores them. */
export interface GrantTargets {
  /** Schemas of which all tables are granted. */
  schemas: string[];
  /** Single tables of other schemas. */
  tables: TableName[];
  /** POSIX regular expressions of further schemas, which only the database can list. */
  matching: string[];
  /** POSIX regular expressions of schemas that are never read. */
  never: string[];
  /** Patterns that name fewer tables than the grants on whole schemas allow. */
  narrower: string[];
}

/** What the pipelines of one database user and database read, together. */
export const grantTargets = (pipelines: readonly ExtractPipeline[]): GrantTargets => {
  const all = pipelines.map(targetsOf);
  const schemas = unique(all.flatMap((one) => one.schemas));
  const tables = all.flatMap((one) => one.tables).filter(({ schema }) => !schemas.includes(schema));
  return {
    schemas,
    tables: [...new Map(tables.map((table) => [formatTableName(table.schema, table.name), table])).values()],
    matching: unique(all.flatMap((one) => one.matching)),
    // One pipeline may read what another never does.
    never: unique(all[0]?.never ?? []).filter((regex) => all.every(({ never }) => never.includes(regex))),
    narrower: unique(all.flatMap((one) => one.narrower)),
  };
};

const targetsOf = (pipeline: ExtractPipeline): GrantTargets => {
  const { caseSensitiveIdentifiers: caseSensitive } = pipeline;
  const targets: GrantTargets = { schemas: [], tables: [], matching: [], never: [], narrower: [] };
  const exclude = pipeline.exclude.map((text) => parseTablePattern(text, caseSensitive));
  const never = pipeline.exclude.map(partsOf).filter(([, table]) => isEveryName(table));
  const optionsOf = tableOptionsResolver(pipeline);
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());

  const addTable = (table: TableName): void => {
    const isRead = !exclude.some((pattern) => pattern.matches(table)) && optionsOf(table).enabled;
    if (isRead) targets.tables.push({ schema: fold(table.schema), name: fold(table.name) });
  };
  const addSchema = (schema: string): void => {
    if (!never.some(([part]) => schemaMatches(part, caseSensitive)(schema))) targets.schemas.push(fold(schema));
  };

  for (const text of pipeline.discover ? pipeline.include : []) {
    const [schemaPart, tablePart] = partsOf(text);
    const schemas = isOneName(schemaPart) ? [schemaPart.text] : pipeline.schemas;
    const oneTable = isOneName(tablePart);
    if (schemas === undefined) targets.matching.push(posixRegex(schemaPart, caseSensitive));
    for (const schema of narrowed(schemas ?? [], schemaPart, pipeline)) {
      if (oneTable) addTable({ schema, name: tablePart.text });
      else addSchema(schema);
    }
    if (!isEveryName(tablePart) && (!oneTable || schemas === undefined)) targets.narrower.push(text);
  }
  for (const { pattern, isGlob } of pipeline.tables) {
    if (isGlob) continue;
    const [schema, name] = partsOf(pattern);
    addTable({ schema: schema.text, name: name.text });
  }
  targets.never = never.map(([part]) => posixRegex(part, caseSensitive));
  if (targets.schemas.length + targets.matching.length > 0) {
    targets.narrower.push(
      ...pipeline.exclude.filter((text) => !isEveryName(partsOf(text)[1])).map((text) => `not ${text}`),
    );
  }
  return targets;
};

/** The schemas that both an include pattern and the pipeline's `schemas` name. */
const narrowed = (schemas: readonly string[], part: NamePart, pipeline: ExtractPipeline): string[] => {
  const { caseSensitiveIdentifiers, schemas: only } = pipeline;
  const isIncluded = schemaMatches(part, caseSensitiveIdentifiers);
  const allowed = only?.map((schema) => schemaMatches({ text: schema, quoted: true }, caseSensitiveIdentifiers));
  return schemas.filter((schema) => isIncluded(schema) && (allowed?.some((matches) => matches(schema)) ?? true));
};

const partsOf = (pattern: string): [schema: NamePart, table: NamePart] => {
  const [schema, table] = splitParts(pattern);
  // The file's patterns were checked when it was read.
  if (schema === undefined || table === undefined)
    throw new RangeError(`${JSON.stringify(pattern)} is not schema.table`);
  return [schema, table];
};

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
