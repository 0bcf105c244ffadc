import type { LoadPipeline } from '../core/config/load-config';
import { loadTableResolver, type ResolvedLoadTable } from '../core/config/resolve-load-table';
import type { TableName } from '../core/config/table-name';
import { targetName } from '../core/config/target-name';
import { fitted } from '../core/load/control-tables';

/** What the configuration says of a table of the source. */
export interface LoadTarget {
  target: TableName;
  isEnabled: boolean;
  options: ResolvedLoadTable;
}

/** Finds targets and options of tables. Redshift cuts names silently: a long one is cut here, and stays unique. */
export const loadTarget = (config: LoadPipeline): ((source: TableName) => LoadTarget) => {
  const resolve = loadTableResolver(config);
  return (source) => {
    const options = resolve(source);
    const { schema, name } = targetName(config.target, options.as === undefined ? {} : { as: options.as }, source);
    return { target: { schema: fitted(schema), name: fitted(name) }, isEnabled: options.enabled, options };
  };
};
