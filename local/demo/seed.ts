import type { Warehouse } from '../redshift/warehouse';
import { STATEMENTS } from './statements';
import { fileTables, SCHEMAS } from './tables';
import { CHANGES, TRAVEL } from './travel';

export interface Seeded {
  table: string;
  rows: number;
}

/**
 * Fills the warehouse with the demo's tables, and lets everybody read them.
 *
 * @param flights a Parquet file with some of the flights, for a smaller demo
 */
export const seedDemo = async (
  warehouse: Warehouse,
  onTable: (seeded: Seeded) => void,
  flights?: string,
): Promise<void> => {
  for (const ddl of SCHEMAS) await warehouse.createRedshiftTable(ddl);
  for (const { ddl, file } of fileTables(flights)) {
    const rows = await warehouse.seedFromFile({ ddl, file });
    onTable({ table: /^CREATE TABLE (.*?) \(/.exec(ddl)?.[1] ?? file, rows });
  }
  const session = await warehouse.connect({ database: 'dev', dbUser: 'admin' });
  try {
    // For the tables whose names have capitals: otherwise Redshift folds even quoted names.
    await session.execute('SET enable_case_sensitive_identifier TO true');
    for (const statement of [...STATEMENTS, ...TRAVEL]) await session.execute(statement);
  } finally {
    await session.close();
  }
  for (const schema of ['public', 'nature', 'travel', '"wild life"', '"données"']) {
    await warehouse.createRedshiftTable(`GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`);
    await warehouse.createRedshiftTable(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO PUBLIC`);
  }
  await warehouse.createRedshiftTable('ANALYZE');
};

/** Changes the source as its users would, between the demo's two runs. */
export const changeDemo = async (warehouse: Warehouse, onChange: (what: string) => void): Promise<void> => {
  const session = await warehouse.connect({ database: 'dev', dbUser: 'admin' });
  try {
    for (const { what, sql } of CHANGES) {
      await session.execute(sql);
      onChange(what);
    }
  } finally {
    await session.close();
  }
};
