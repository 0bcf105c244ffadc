import { alreadyExists, GlueError, notFound } from './errors';
import type { Input } from './input';
import { JsonFolder } from './json-folder';

/** A table or database as the API gives it; times are epoch seconds. */
export type Stored = Record<string, unknown>;

const CATALOG_ID = '123456789012';

/**
 * The catalog's state: `<database>/database.json`, `<database>/<table>/table.json`, `versions/<n>.json` for each version
 * that was archived, and `partitions/<values>.json`.
 */
export class LocalCatalog {
  private readonly files: JsonFolder;

  /** @param now milliseconds since the epoch */
  constructor(
    readonly root: string,
    private readonly now: () => number,
  ) {
    this.files = new JsonFolder(root);
  }

  /** @throws GlueError AlreadyExistsException */
  createDatabase(name: string, more: Input = {}): void {
    if (this.files.read(name, 'database')) throw alreadyExists('Database');
    this.files.write({ ...more, Name: name, CreateTime: this.seconds(), CatalogId: CATALOG_ID }, name, 'database');
  }

  databases(): Stored[] {
    return this.files.folders().map((name) => this.database(name));
  }

  /** @throws GlueError EntityNotFoundException */
  database(name: string): Stored {
    const database = this.files.read<Stored>(name, 'database');
    if (!database) throw notFound(`Database ${name}`);
    return database;
  }

  /** @throws GlueError EntityNotFoundException, AlreadyExistsException */
  createTable(database: string, input: Input): void {
    this.database(database);
    const name = nameOf(input);
    if (this.files.read(database, name, 'table')) throw alreadyExists('Table');
    this.writeTable(database, input, 0, this.seconds());
  }

  /** @throws GlueError EntityNotFoundException */
  table(database: string, name: string): Stored {
    this.database(database);
    const table = this.files.read<Stored>(database, name, 'table');
    if (!table) throw notFound(`Table ${name}`);
    return table;
  }

  tables(database: string): Stored[] {
    this.database(database);
    return this.files.folders(database).map((name) => this.table(database, name));
  }

  /**
   * Replaces a table. Its version id grows whether the former version is kept or not.
   *
   * @throws GlueError EntityNotFoundException, ConcurrentModificationException
   */
  updateTable(database: string, input: Input, options: { versionId?: string; skipArchive: boolean }): void {
    const name = nameOf(input);
    const former = this.table(database, name);
    const version = String(former.VersionId);
    if (options.versionId !== undefined && options.versionId !== version) {
      throw new GlueError('ConcurrentModificationException', 'Update table failed due to concurrent modifications.');
    }
    if (!options.skipArchive) this.files.write(former, database, name, 'versions', version);
    this.writeTable(database, input, Number(version) + 1, Number(former.CreateTime));
  }

  deleteTable(database: string, name: string): void {
    this.table(database, name);
    this.files.deleteFolder(database, name);
  }

  /** The present version and those that were archived, newest first. */
  versions(database: string, name: string): Stored[] {
    const present = this.table(database, name);
    return [...this.files.list<Stored>(database, name, 'versions'), present].sort(
      (a, b) => Number(b.VersionId) - Number(a.VersionId),
    );
  }

  partitions(database: string, table: string): Stored[] {
    this.table(database, table);
    return this.files.list(database, table, 'partitions');
  }

  partition(database: string, table: string, values: readonly string[]): Stored | undefined {
    return this.files.read(database, table, 'partitions', keyOf(values));
  }

  writePartition(database: string, table: string, values: readonly string[], input: Input): void {
    const former = this.partition(database, table, values);
    this.files.write(
      { ...input, DatabaseName: database, TableName: table, CreationTime: former?.CreationTime ?? this.seconds() },
      database,
      table,
      'partitions',
      keyOf(values),
    );
  }

  deletePartition(database: string, table: string, values: readonly string[]): void {
    this.files.delete(database, table, 'partitions', keyOf(values));
  }

  private writeTable(database: string, input: Input, version: number, createTime: number): void {
    const name = nameOf(input);
    const table = {
      ...input,
      Name: name,
      DatabaseName: database,
      CreateTime: createTime,
      UpdateTime: this.seconds(),
      VersionId: String(version),
      CatalogId: CATALOG_ID,
      IsRegisteredWithLakeFormation: false,
    };
    this.files.write(table, database, name, 'table');
  }

  private seconds(): number {
    return this.now() / 1000;
  }
}

const nameOf = (input: Input): string => String(input.Name).toLowerCase();

/** The values of a partition as one name. */
const keyOf = (values: readonly string[]): string => values.map(encodeURIComponent).join(',');
