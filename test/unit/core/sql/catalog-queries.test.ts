import { catalogQueries } from '../../../../lambdas/core/sql/catalog-queries';
import { setCaseSensitiveIdentifiers, setStatementTimeout } from '../../../../lambdas/core/sql/statements';
import { MAX_SQL_BYTES } from '../../../../lambdas/core/statement/statement';

const queries = Object.entries(catalogQueries());

describe('catalogQueries', () => {
  it('are the three that PlanTables reads by their place', () => {
    expect(queries.map(([name]) => name)).toEqual(['relations', 'lateBindingColumns', 'sizes']);
  });

  it.each(queries)('%s is one read-only statement', (_, { text }) => {
    expect(text.trim()).toMatch(/^SELECT\b/);
    expect(text).not.toContain(';');
    expect(text).not.toMatch(/--|\/\*/);
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_SQL_BYTES);
  });

  // STL_ and SVL_ views are absent on Serverless; the functions run on compute nodes, where the PG_ catalogs are not.
  it.each(queries)('%s holds nothing that Redshift refuses on catalogs', (_, { text }) => {
    expect(text).not.toMatch(/\b(stl|stv|svl|svcs)_/i);
    expect(text).not.toMatch(/\b(listagg|median|array_agg|string_agg|json_agg|unnest|generate_series)\b/i);
    expect(text).not.toMatch(/\bLATERAL\b|\bFILTER\s*\(|::/i);
    expect(text).not.toContain('\\');
  });

  it.each(queries)('%s joins the catalogs of one kind only', (_, { text }) => {
    const kinds = [/\bpg_class\b/, /\bpg_get_late_binding_view_cols\b/, /\bsvv_table_info\b/];
    expect(kinds.filter((kind) => kind.test(text))).toHaveLength(1);
  });

  it('gives the columns that CatalogReader reads by their place', () => {
    const { relations, lateBindingColumns, sizes } = catalogQueries();
    const names = (text: string) =>
      [...text.matchAll(/(?:AS|a\.attnotnull AS|a\.atthasdef AS|col_num AS) ([a-z_]+)(?=,|\n)/g)].map((m) => m[1]);
    expect(names(relations.text)).toEqual([
      'table_schema',
      'table_name',
      'kind',
      'row_estimate',
      'column_number',
      'column_name',
      'column_type',
      'not_null',
      'primary_key',
      'has_default',
    ]);
    expect(names(lateBindingColumns.text)).toEqual([
      'table_schema',
      'table_name',
      'column_name',
      'column_type',
      'column_number',
    ]);
    expect(names(sizes.text)).toEqual(['table_schema', 'table_name', 'size_mb', 'row_count']);
  });

  it('leaves out what belongs to Redshift, and what the user may not read', () => {
    const { text } = catalogQueries().relations;
    expect(text).toContain("SUBSTRING(n.nspname, 1, 3) <> 'pg_'");
    expect(text).toContain("NOT IN ('information_schema', 'catalog_history')");
    expect(text).toContain("has_schema_privilege(n.oid, 'USAGE')");
    expect(text).toContain("has_table_privilege(c.oid, 'SELECT')");
  });
});

describe('settings of the session', () => {
  it.each([
    [1, 'SET statement_timeout TO 1000'],
    [86_400, 'SET statement_timeout TO 86400000'],
  ])('a timeout of %s s is written in milliseconds', (seconds, text) => {
    expect(setStatementTimeout(seconds).text).toBe(text);
  });

  it('keeps the case of names', () => {
    expect(setCaseSensitiveIdentifiers().text).toBe('SET enable_case_sensitive_identifier TO true');
  });
});
