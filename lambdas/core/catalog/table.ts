/** A relation as the catalog describes it. Names are as Redshift stores them. */
export interface CatalogTable {
  schema: string;
  name: string;
  kind: 'table' | 'view' | 'late-binding view';
  /** In ordinal order. */
  columns: CatalogColumn[];
  /** Column names in key order; empty without a declared key. Redshift does not enforce it. */
  primaryKey: string[];
  /** From svv_table_info, where the user may see it. */
  sizeBytes?: number;
  /** Estimated rows, where known. */
  rows?: number;
}

export interface CatalogColumn {
  name: string;
  /** As format_type prints it: `character varying(20)`, `numeric(10,2)`, `timestamp without time zone`. */
  type: string;
  nullable: boolean;
  /**
   * Whether a DEFAULT is declared: if the column is added later, older rows hold it too. Absent where nobody knows: of
   * views and of columns that the config declares.
   */
  hasDefault?: boolean;
  /** Read the SHA-256 of the value in place of the value: set by config, never by the catalog. */
  hash?: true;
}
