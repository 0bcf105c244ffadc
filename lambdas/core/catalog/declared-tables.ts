import type { ExtractPipeline } from '../config/shuttle-config';
import { parseTableName } from '../config/table-name';
import type { CatalogTable } from './table';

/** With `discover: false` the config is the catalog: the tables listed there, with the columns declared for them. */
export const declaredTables = (pipeline: ExtractPipeline): CatalogTable[] => {
  const folded = (name: string): string => (pipeline.caseSensitiveIdentifiers ? name : name.toLowerCase());
  return pipeline.tables.map(({ pattern, options }) => {
    const { schema, name } = parseTableName(pattern);
    return {
      schema: folded(schema),
      name: folded(name),
      kind: 'table',
      columns: Object.entries(options.columnTypes ?? {}).map(([column, type]) => ({
        name: folded(column),
        type,
        nullable: true,
      })),
      primaryKey: (options.primaryKey ?? []).map(folded),
    };
  });
};
