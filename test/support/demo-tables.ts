import { readTextRows } from '../../local/data-api/text-rows';
import { canonicalValue } from '../../local/demo/inventory/expected-tables';
import { keyText, SHOP_TABLES, type ShopRow, type TableName } from '../../local/demo/inventory/shop-tables';
import { REPORTS } from '../../local/demo/prepare-demo';
import type { EngineSession } from '../../local/redshift/engine';
import type { Warehouse } from '../../local/redshift/warehouse';

/** What the demo has left in its databases, read through the warehouse itself. */
export class DemoTables {
  private constructor(private readonly session: EngineSession) {}

  static async open(warehouse: Warehouse): Promise<DemoTables> {
    const session = await warehouse.connect({ database: 'dev', dbUser: 'admin' });
    await session.execute('SET enable_case_sensitive_identifier TO true');
    return new DemoTables(session);
  }

  async rows(sql: string): Promise<(string | null)[][]> {
    return readTextRows(await this.session.execute(sql));
  }

  /**
   * Compares a table of `dev` with its replica in `reports`, value by value and as often as a row is there.
   *
   * @param source `schema.table`, quoted as SQL needs it
   * @param sourceColumns in place of the table's own, where the extract changes them
   * @param where what of the source has to be there
   * @returns the rows of the replica, and those that only one side has
   */
  async compare(
    source: string,
    { change = {}, where = 'TRUE' }: { change?: Record<string, string>; where?: string } = {},
  ): Promise<{ rows: number; missing: number; surplus: number }> {
    const replica = `${REPORTS}.${source.toLowerCase()}`;
    const here = await this.columns(source);
    const there = await this.columns(replica);
    expect(there).toEqual(here.map((name) => name.toLowerCase()));
    const original = counted(
      here.map((name) => change[name] ?? quoted(name)),
      `${source} WHERE ${where}`,
    );
    const copied = counted(there.map(quoted), replica);
    const number = async (sql: string): Promise<number> =>
      Number((await this.rows(`SELECT COUNT(*) FROM (${sql}) x`))[0]?.[0]);
    return {
      rows: await number(`SELECT 1 FROM ${replica}`),
      missing: await number(`${original} EXCEPT ${copied}`),
      surplus: await number(`${copied} EXCEPT ${original}`),
    };
  }

  /** The rows of a table of the shop by key, in the form of `expectedTables`. A column that is not there yet is NULL. */
  async shop(table: TableName, where = 'TRUE'): Promise<Map<string, ShopRow>> {
    const { columns } = SHOP_TABLES[table];
    const target = `${REPORTS}.inventory.${table}`;
    const known = new Set(await this.columns(target));
    const list = columns.map(({ name }) => (known.has(name) ? quoted(name) : 'NULL')).join(', ');
    const rows = (await this.rows(`SELECT ${list} FROM ${target} WHERE ${where}`)).map((values) =>
      Object.fromEntries(columns.map(({ name, kind }, i) => [name, canonicalValue(kind, values[i] ?? null)])),
    );
    const byKey = new Map(rows.map((row) => [keyText(SHOP_TABLES[table], row), row]));
    expect(byKey.size).toBe(rows.length);
    return byKey;
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private async columns(table: string): Promise<string[]> {
    return (await this.session.execute(`SELECT * FROM ${table} LIMIT 0`)).columns.map(({ name }) => name);
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Each row once, with how often it is there: EXCEPT alone would not see that. */
const counted = (columns: readonly string[], from: string): string =>
  `SELECT ${columns.map((column, i) => `${column} AS c${i}`).join(', ')}, COUNT(*) AS n FROM ${from}
   GROUP BY ${columns.map((_, i) => i + 1).join(', ')}`;
