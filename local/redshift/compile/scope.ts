import { columnDoesNotExist, redshiftError } from '../errors';
import { duckName } from '../sql/string-literal';
import type { Compiled, OutputColumn } from './context';

/**
 * One item of FROM. `merged` holds the join columns (USING, NATURAL) that a source to the left also shows, with the
 * value that the bare name stands for.
 */
export interface Source {
  alias: string;
  /** Set for tables named with their schema, so that `schema.table.column` resolves. */
  schema?: string;
  columns: OutputColumn[];
  merged: Map<string, string>;
}

/** The names a part of a query can see. */
export class Scope {
  readonly sources: Source[] = [];
  /** Select-list aliases: visible in GROUP BY, ORDER BY, QUALIFY and later select items. */
  readonly aliases = new Map<string, OutputColumn>();
  readonly ctes = new Map<string, OutputColumn[]>();
  /** Grouped text by its SQL, and what stands for it outside of aggregates: any of the group's values. */
  readonly groupKeys = new Map<string, string>();
  private insideAggregate = 0;

  constructor(readonly parent?: Scope) {}

  /** A value as a grouped query may show it. */
  grouped(value: Compiled): Compiled {
    const shown = this.insideAggregate > 0 ? undefined : this.groupKeys.get(value.sql);
    return shown === undefined ? value : { ...value, sql: shown };
  }

  /** Compiles an aggregate's arguments, which see the rows and not the groups. */
  inAggregate<T>(work: () => T): T {
    this.insideAggregate++;
    try {
      return work();
    } finally {
      this.insideAggregate--;
    }
  }

  cte(name: string): OutputColumn[] | undefined {
    return this.ctes.get(name) ?? this.parent?.cte(name);
  }

  addSource(source: Source): void {
    if (this.sources.some((other) => other.alias === source.alias && other.schema === source.schema)) {
      throw redshiftError(`table name "${source.alias}" specified more than once`, '42712');
    }
    this.sources.push(source);
  }

  /** Resolves a column reference. `aliasFirst` is ORDER BY's rule: an output name wins over an input column. */
  column(path: readonly string[], aliasFirst = false): Compiled {
    const name = path[path.length - 1] as string;
    if (path.length === 1 && aliasFirst) {
      const alias = this.alias(name);
      if (alias) return alias;
    }
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      const found = scope.own(path);
      if (found) return found;
      const alias = path.length === 1 ? scope.alias(name) : undefined;
      if (alias) return alias;
    }
    if (path.length > 1) {
      const table = path[path.length - 2] as string;
      if (!this.hasSource(table)) throw redshiftError(`relation "${table}" does not exist`, '42P01');
      throw columnDoesNotExist(name, [table]);
    }
    throw columnDoesNotExist(
      name,
      this.sources.map((source) => source.alias),
    );
  }

  private alias(name: string): Compiled | undefined {
    const output = this.aliases.get(name);
    return output && { sql: duckName(name), ...output };
  }

  private hasSource(alias: string): boolean {
    return this.sources.some((source) => source.alias === alias) || (this.parent?.hasSource(alias) ?? false);
  }

  private own(path: readonly string[]): Compiled | undefined {
    const name = path[path.length - 1] as string;
    const table = path[path.length - 2];
    const schema = path[path.length - 3];
    const candidates = this.sources.filter(
      (source) =>
        (table === undefined || source.alias === table) &&
        (schema === undefined || source.schema === schema) &&
        source.columns.some((column) => column.name === name),
    );
    const distinct = table === undefined ? candidates.filter((source) => !source.merged.has(name)) : candidates;
    if (distinct.length > 1) throw redshiftError(`column reference "${name}" is ambiguous`, '42702');
    const source = distinct[0];
    const column = source?.columns.find((candidate) => candidate.name === name);
    if (!source || !column) return undefined;
    return { ...column, sql: this.columnSql(source, name, table !== undefined) };
  }

  /** All columns of `*` or `t.*`, in order. */
  star(qualifier: readonly string[]): Compiled[] {
    const alias = qualifier[qualifier.length - 1];
    const sources = this.sources.filter((source) => alias === undefined || source.alias === alias);
    if (sources.length === 0) {
      if (alias === undefined) throw redshiftError('SELECT * with no tables specified is not valid', '42601');
      throw redshiftError(`relation "${alias}" does not exist`, '42P01');
    }
    return sources.flatMap((source) =>
      source.columns
        .filter((column) => alias !== undefined || !source.merged.has(column.name))
        .map((column) => ({ ...column, sql: this.columnSql(source, column.name, alias !== undefined) })),
    );
  }

  private columnSql(source: Source, name: string, qualified: boolean): string {
    const merged = qualified ? undefined : this.sources.findLast((other) => other.merged.has(name))?.merged.get(name);
    return merged ?? `${duckName(source.alias)}.${duckName(name)}`;
  }
}
