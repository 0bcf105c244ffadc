/** How a column's values are told; a value itself is its text as Redshift prints it, numbers without surplus zeros. */
export type Kind = 'integer' | 'decimal' | 'boolean' | 'text' | 'date' | 'timestamp' | 'timestamptz' | 'json';

export interface ShopColumn {
  name: string;
  kind: Kind;
  /** Digits behind the point of a decimal. */
  scale?: number;
}

export interface ShopTable {
  name: TableName;
  key: readonly string[];
  columns: readonly ShopColumn[];
  /** Whether its topic's converter writes the schema into every message. */
  hasSchema: boolean;
  /** REPLICA IDENTITY FULL: the log has whole rows before a change; else their keys alone. */
  isReplicaFull: boolean;
}

export type TableName = 'customers' | 'products' | 'orders' | 'order_lines' | 'price_tags';
export type ShopRow = Readonly<Record<string, string | null>>;

const column = (name: string, kind: Kind, scale?: number): ShopColumn => ({
  name,
  kind,
  ...(scale !== undefined && { scale }),
});

/**
 * The tables of the shop's Postgres schema `public`. The topic with schemas has the types that need them: decimals as
 * bytes, timestamps as counts. The others come from a connector with `decimal.handling.mode: double`.
 */
export const SHOP_TABLES: Readonly<Record<TableName, ShopTable>> = {
  customers: {
    name: 'customers',
    key: ['id'],
    hasSchema: false,
    isReplicaFull: true,
    columns: [
      column('id', 'integer'),
      column('email', 'text'),
      column('first_name', 'text'),
      column('last_name', 'text'),
      column('vip', 'boolean'),
      column('credit', 'decimal', 2),
      column('joined_at', 'timestamptz'),
      // Added to the table between the two instalments.
      column('loyalty', 'text'),
    ],
  },
  products: {
    name: 'products',
    key: ['id'],
    hasSchema: true,
    isReplicaFull: false,
    columns: [
      column('id', 'integer'),
      column('sku', 'text'),
      column('name', 'text'),
      column('price', 'decimal', 2),
      column('weight_kg', 'decimal', 3),
      // Long enough for Postgres to keep it out of line: not in the log where it is unchanged.
      column('description', 'text'),
      column('attributes', 'json'),
      column('released', 'date'),
      column('active', 'boolean'),
      column('created_at', 'timestamptz'),
      column('updated_at', 'timestamp'),
    ],
  },
  orders: {
    name: 'orders',
    key: ['id'],
    hasSchema: false,
    isReplicaFull: false,
    columns: [
      column('id', 'integer'),
      column('customer_id', 'integer'),
      column('status', 'text'),
      column('total', 'decimal', 2),
      column('placed_at', 'timestamptz'),
      column('remark', 'text'),
    ],
  },
  order_lines: {
    name: 'order_lines',
    key: ['order_id', 'line'],
    hasSchema: false,
    isReplicaFull: false,
    columns: [
      column('order_id', 'integer'),
      column('line', 'integer'),
      column('product_id', 'integer'),
      column('quantity', 'integer'),
      column('price', 'decimal', 2),
    ],
  },
  // Emptied by TRUNCATE and filled anew.
  price_tags: {
    name: 'price_tags',
    key: ['product_id'],
    hasSchema: false,
    isReplicaFull: false,
    columns: [column('product_id', 'integer'), column('price', 'decimal', 2), column('printed_at', 'timestamptz')],
  },
};

export const TABLE_NAMES = Object.keys(SHOP_TABLES) as TableName[];

/** One of each table. */
export const byTable = <T>(make: (name: TableName) => T): Record<TableName, T> =>
  Object.fromEntries(TABLE_NAMES.map((name) => [name, make(name)])) as Record<TableName, T>;

/** A row's key as one text. */
export const keyText = (table: ShopTable, row: ShopRow): string => table.key.map((name) => row[name]).join('|');
