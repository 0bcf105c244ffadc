import { compileQuery } from '../compile/query';
import { redshiftError } from '../errors';
import { checkOwner, checkReads } from '../privileges';
import { resultType } from '../result/column-metadata';
import type { ColumnDef, CreateView } from '../sql/command';
import { compileContext, DONE, type Outcome, type Statement } from '../statement';
import { removeRelation } from './drop';
import { registerRelation } from './register';
import { targetSchema } from './schemas';

/** CREATE VIEW keeps the query; reading the view expands it. A late-binding view is not checked until it is read. */
export async function createView(command: CreateView, s: Statement): Promise<Outcome> {
  const schema = await targetSchema(command.path, false, s);
  const name = command.path[command.path.length - 1] as string;
  const existing = await s.reader.findStored(s.environment.database, schema, name);
  if (existing) {
    if (!command.orReplace) throw redshiftError(`Relation "${name}" already exists`, '42P07');
    if (existing.kind !== 'view') throw redshiftError(`"${name}" is not a view`, '42809');
    checkOwner(existing, 'relation', s);
  }
  const bound = command.lateBinding ? undefined : await bindView(command, s);
  if (command.lateBinding) requireQualifiedTables(command);
  if (existing) await removeRelation(existing, s);
  const oid = await registerRelation(
    {
      schema,
      name,
      kind: 'view',
      lateBinding: command.lateBinding,
      definition: command.text,
      viewColumns: command.columns,
      searchPath: s.settings.searchPath,
    },
    bound?.columns ?? [],
    s,
  );
  if (!bound) return DONE;
  for (const dependency of bound.dependencies) {
    s.traces.note('dependencies', oid);
    s.traces.note('dependents', dependency);
    await s.duck.run(`INSERT INTO ${s.environment.catalogSchema}.dependencies VALUES (${oid}, ${dependency})`);
  }
  return DONE;
}

async function bindView(command: CreateView, s: Statement): Promise<{ columns: ColumnDef[]; dependencies: number[] }> {
  const ctx = await compileContext(command.query, s);
  const compiled = compileQuery(command.query, ctx);
  await checkReads(ctx.reads, s);
  const prepared = await s.duck.connection.prepare(compiled.sql);
  const columns = compiled.columns.map(
    (column, i): ColumnDef => ({
      name: command.columns[i] ?? column.name,
      type: resultType(column.type, prepared.columnType(i)),
      notNull: false,
    }),
  );
  const dependencies = [...ctx.reads].filter((relation) => relation.kind !== 'system').map((relation) => relation.oid);
  return { columns, dependencies };
}

/** Redshift wants schema-qualified names in a late-binding view. */
function requireQualifiedTables(command: CreateView): void {
  const ctes = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (node === null || typeof node !== 'object') return;
    const record = node as Record<string, unknown>;
    if (record.k === 'query') for (const cte of record.ctes as { name: string }[]) ctes.add(cte.name);
    if (record.k === 'table') {
      const path = record.path as string[];
      if (path.length === 1 && !ctes.has(path[0] as string)) {
        throw redshiftError(
          `All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA BINDING`,
          '0A000',
        );
      }
    }
    Object.values(record).forEach(visit);
  };
  visit(command.query);
}
