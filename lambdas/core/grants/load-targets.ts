import type { LoadPipeline } from '../config/load-config';
import { loadTableResolver } from '../config/resolve-load-table';
import { formatTableName, parseTableName, type TableName } from '../config/table-name';
import { targetName } from '../config/target-name';

/** What a database user writes to. Names are as the database stores them. */
export interface LoadTargets {
  /** Schemas whose names the file tells. */
  schemas: string[];
  /** POSIX regular expressions of schemas whose names the source tells, and the file only their form. */
  matching: string[];
  /** Whether there are schemas of which not even the form is known. */
  isOpen: boolean;
  /** Tables that the file names. */
  tables: TableName[];
  /** Whether schemas and tables that are missing are made. */
  makesSchemas: boolean;
}

/** What the load pipelines of one database user and database write to, together. */
export const loadTargets = (pipelines: readonly LoadPipeline[]): LoadTargets => {
  const all = pipelines.map(targetsOf);
  const tables = all.flatMap((one) => one.tables);
  return {
    schemas: unique(all.flatMap((one) => one.schemas)),
    matching: unique(all.flatMap((one) => one.matching)),
    isOpen: all.some(({ isOpen }) => isOpen),
    tables: [...new Map(tables.map((table) => [formatTableName(table.schema, table.name), table])).values()],
    makesSchemas: all.some(({ makesSchemas }) => makesSchemas),
  };
};

const targetsOf = (pipeline: LoadPipeline): LoadTargets => {
  const { source, target } = pipeline;
  const optionsOf = loadTableResolver(pipeline);
  const oneTable = source.format === 'rows' ? source.table : undefined;
  const named = (oneTable === undefined ? pipeline.tables.filter(({ isGlob }) => !isGlob) : [{ pattern: oneTable }])
    .map(({ pattern }) => parseTableName(pattern))
    .filter((table) => optionsOf(table).enabled);
  const tables = named.map((table) => targetName(target, optionsOf(table), table));
  const others = oneTable === undefined ? schemaForm(pipeline) : { schemas: [], matching: [], isOpen: false };
  const evolve = [pipeline.defaults, ...pipeline.tables.map(({ options }) => options)].map((options) => options.evolve);
  return {
    ...others,
    schemas: unique([...tables.map(({ schema }) => schema), ...others.schemas]),
    tables,
    makesSchemas: pipeline.defaults.evolve === undefined || evolve.includes('add'),
  };
};

/** The schemas of tables that the file does not name. */
const schemaForm = ({ source, target }: LoadPipeline): Pick<LoadTargets, 'schemas' | 'matching' | 'isOpen'> => {
  const none = { schemas: [], matching: [], isOpen: false };
  // Without {schema} in the path the schema is public; Debezium's events may tell it themselves.
  const isPublic =
    (source.format === 'rows' || source.format === 'dms') && source.tablePath?.includes('{schema}') === false;
  const template = (isPublic ? target.schema.replaceAll('{schema}', 'public') : target.schema).toLowerCase();
  if (!template.includes('{')) return { ...none, schemas: [template] };
  const literal = template.replaceAll(/\{(schema|table)\}/g, '');
  if (literal === '') return { ...none, isOpen: true };
  const form = template.replaceAll('$', '\\$').replaceAll(/\{(schema|table)\}/g, '.*');
  return { ...none, matching: [`^${form}$`] };
};

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
