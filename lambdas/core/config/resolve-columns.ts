import type { ColumnFilter, TableOptions } from './table-options';

/** The column filter of one table. */
export interface ResolvedColumns extends ColumnFilter {
  /**
   * Those names of `hash` and `drop` that the exact entry of the table lists: the table must have them. Names of globs
   * and of the pipeline are for whichever table has them.
   */
  mustExist?: string[];
}

export interface ColumnSource {
  from: string;
  /** Whether the source names the table exactly. */
  isExact: boolean;
  options: TableOptions;
}

/** Where the parts of a column filter come from. */
export interface ColumnOrigins {
  columns?: string;
  'columns.hash'?: string[];
  'columns.drop'?: string[];
}

/**
 * Puts the column filters together, closest first. `include` and `exclude` come as one from the closest filter that is
 * more than PII lists; `hash` and `drop` are added up, so that a closer entry cannot lose what a wider one protects.
 * What is dropped anywhere is not hashed.
 */
export const resolveColumns = (
  sources: readonly ColumnSource[],
  caseSensitive: boolean,
): { columns: ResolvedColumns; from: ColumnOrigins } => {
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  const filters = sources.flatMap(({ from, isExact, options: { columns } }) =>
    columns === undefined ? [] : [{ from, isExact, columns }],
  );
  const added = (list: 'hash' | 'drop', but: ReadonlySet<string>) => {
    const names = new Map<string, string>();
    const from: string[] = [];
    for (const filter of filters) {
      const more = (filter.columns[list] ?? []).filter((name) => !but.has(fold(name)));
      if (more.length > 0) from.push(filter.from);
      for (const name of more) if (!names.has(fold(name))) names.set(fold(name), name);
    }
    return { names: [...names.values()], folded: new Set(names.keys()), from };
  };
  const drop = added('drop', new Set());
  const hash = added('hash', drop.folded);
  const mustExist = filters
    .filter(({ isExact }) => isExact)
    .flatMap(({ columns }) => [...(columns.hash ?? []), ...(columns.drop ?? [])]);
  const closest = filters.find(({ columns }) => !isPiiOnly(columns));
  const { include, exclude } = closest?.columns ?? {};
  return {
    columns: {
      ...(include !== undefined && { include }),
      ...(exclude !== undefined && { exclude }),
      ...(hash.names.length > 0 && { hash: hash.names }),
      ...(drop.names.length > 0 && { drop: drop.names }),
      ...(mustExist.length > 0 && { mustExist }),
    },
    from: {
      ...(closest !== undefined && { columns: closest.from }),
      ...(hash.from.length > 0 && { 'columns.hash': hash.from }),
      ...(drop.from.length > 0 && { 'columns.drop': drop.from }),
    },
  };
};

/** An empty filter is not: it takes back what wider entries include and exclude. */
const isPiiOnly = ({ include, exclude, hash, drop }: ColumnFilter): boolean =>
  include === undefined && exclude === undefined && (hash !== undefined || drop !== undefined);
