import type { KeyKind } from './model-keys';
import { type LakeRow, sha256, sourceValue } from './model-lake';
import type { ModelTable } from './model-run';
import type { ModelWorld } from './model-world';

/** Where the key of a written row goes: beyond all, to the highest, between what may still come and the highest, nowhere. */
export type Place = 'ahead' | 'tie' | 'late' | 'null';

export interface SourceRow {
  /** Tells rows apart, whatever their key. */
  rid: number;
  id: number;
  key: bigint | null;
  /** Rows of grade 0 are those that `where: grade <> 0` leaves out. */
  grade: number;
}

type SchemaStep = 'add' | 'addDefault' | 'drop' | 'widen' | 'retype' | 'rename';

/**
 * A table that is written at random, within what incremental reading promises: a row appears or changes with a key that
 * no run has settled (see `settled`), or without one.
 *
 * It knows rows and keys; what else rows hold is asked of the warehouse.
 */
export class ModelSource implements ModelTable {
  columns: { name: string; type: string; hasDefault?: boolean }[];
  rows: SourceRow[] = [];
  /** Ids whose rows left the table, or the filter, at some time; and those that had several rows. */
  readonly left = new Set<number>();
  readonly doubled = new Set<number>();
  /** Keys below may have been read for good. */
  settled: bigint | null = null;
  /** The highest key that was read. */
  reached: bigint | null = null;
  private written = 0;
  private altered = 0;

  private constructor(
    private readonly world: ModelWorld,
    readonly name: string,
    readonly kind: KeyKind,
  ) {
    this.columns = [
      { name: 'rid', type: 'integer' },
      { name: 'id', type: 'integer' },
      { name: 'k', type: kind.type },
      { name: 'k2', type: kind.type },
      { name: 'grade', type: 'smallint' },
      { name: 'note', type: 'character varying(20)' },
    ];
  }

  static async create(world: ModelWorld, name: string, kind: KeyKind): Promise<ModelSource> {
    const source = new ModelSource(world, name, kind);
    const list = source.columns.map((column) => `${column.name} ${column.type}`).join(', ');
    await world.sql(`CREATE TABLE public.${name} (${list})`);
    return source;
  }

  async drop(): Promise<void> {
    await this.world.sql(`DROP TABLE public.${this.name}`);
  }

  keyAt(place: Place, n: number): bigint | null {
    const { base, step } = this.kind;
    const keys = this.rows.flatMap(({ key }) => (key === null ? [] : [key]));
    const highest = highestOf([...keys, this.settled ?? base]) ?? base;
    const lowest = this.settled ?? base;
    switch (place) {
      case 'ahead':
        // Now and then by the least that a key can grow.
        return highest + (n % 4 === 0 ? 1n : BigInt(n + 1) * step);
      case 'tie':
        return highest;
      case 'late':
        return lowest + ((highest - lowest) * BigInt(n % 8)) / 8n;
      case 'null':
        return null;
    }
  }

  /** Rows that the next run reads anew. */
  get open(): SourceRow[] {
    return this.rows.filter(({ key }) => key === null || this.settled === null || key >= this.settled);
  }

  async insert(id: number, key: bigint | null): Promise<void> {
    if (this.rows.some((row) => row.id === id)) this.doubled.add(id);
    const row = { rid: ++this.written, id, key, grade: this.written % 3 };
    this.rows.push(row);
    const names = this.columns.map(({ name }) => name).join(', ');
    const values = this.columns.map(({ name, type }) => this.literal(name, type, row)).join(', ');
    await this.world.sql(`INSERT INTO public.${this.name} (${names}) VALUES (${values})`);
  }

  /** Changes a row, and where it stands if told so. */
  async change(row: SourceRow, key: bigint | null = row.key): Promise<void> {
    row.key = key;
    const before = row.grade;
    row.grade = ++this.written % 3;
    if (before !== 0 && row.grade === 0) this.left.add(row.id);
    const set = this.columns
      .filter(({ name }) => name !== 'rid' && name !== 'id')
      .map(({ name, type }) => `${name} = ${this.literal(name, type, row)}`)
      .join(', ');
    await this.world.sql(`UPDATE public.${this.name} SET ${set} WHERE rid = ${row.rid}`);
  }

  async delete(row: SourceRow): Promise<void> {
    this.rows = this.rows.filter((one) => one !== row);
    this.left.add(row.id);
    await this.world.sql(`DELETE FROM public.${this.name} WHERE rid = ${row.rid}`);
  }

  /** The table is filled anew, with lower keys than it had. */
  async rebuild(rows: number): Promise<void> {
    const highest = this.reached ?? this.kind.base;
    for (const { id } of this.rows) this.left.add(id);
    this.rows = [];
    await this.world.sql(`TRUNCATE public.${this.name}`);
    for (let i = 1; i <= rows; i++) await this.insert(i, highest - BigInt(i) * this.kind.step - 1n);
  }

  async alter(step: SchemaStep, n: number): Promise<void> {
    const table = `ALTER TABLE public.${this.name}`;
    const extras = this.columns.filter(({ name }) => name.startsWith('x'));
    const picked = extras[n % Math.max(1, extras.length)];
    const unused = ['x1', 'x2', 'x3'].find((name) => !this.columns.some((column) => column.name === name));
    const add = async (name: string, type: string, value?: string) => {
      this.columns.push({ name, type, ...(value !== undefined && { hasDefault: true }) });
      await this.world.sql(`${table} ADD COLUMN ${name} ${type}${value === undefined ? '' : ` DEFAULT ${value}`}`);
    };
    const drop = async (name: string) => {
      this.columns = this.columns.filter((column) => column.name !== name);
      await this.world.sql(`${table} DROP COLUMN ${name}`);
    };
    const type = n % 2 === 0 ? 'integer' : 'character varying(8)';
    if (step === 'widen') {
      const wide = picked?.type.startsWith('character') ? picked : this.columns.find(({ name }) => name === 'note');
      if (!wide) return;
      wide.type = `character varying(${100 + ++this.altered})`;
      await this.world.sql(`${table} ALTER COLUMN ${wide.name} TYPE ${wide.type}`);
    } else if (step === 'add' || step === 'addDefault') {
      if (unused === undefined) return;
      await add(unused, type, step === 'add' ? undefined : n % 2 === 0 ? '7' : "'seven'");
    } else if (picked) {
      await this.alterExtra(step, picked, unused, { table, add, drop });
    }
  }

  private async alterExtra(
    step: 'drop' | 'retype' | 'rename',
    picked: ModelTable['columns'][number],
    unused: string | undefined,
    ddl: { table: string; add(name: string, type: string): Promise<void>; drop(name: string): Promise<void> },
  ): Promise<void> {
    if (step === 'rename') {
      if (unused === undefined) return;
      this.columns = this.columns.map((column) => (column === picked ? { ...column, name: unused } : column));
      await this.world.sql(`${ddl.table} RENAME COLUMN ${picked.name} TO ${unused}`);
      return;
    }
    await ddl.drop(picked.name);
    if (step === 'retype') {
      await ddl.add(picked.name, picked.type === 'integer' ? 'character varying(8)' : 'integer');
    }
  }

  private literal(name: string, type: string, row: SourceRow): string {
    if (name === 'rid') return String(row.rid);
    if (name === 'id') return String(row.id);
    if (name === 'k' || name === 'k2') return row.key === null ? 'NULL' : this.kind.literal(row.key);
    if (name === 'grade') return String(row.grade);
    return type.startsWith('character') ? `'v${this.written}'` : String(this.written);
  }

  /** What a run reads of the rows that are there, if nothing is in its way. */
  visible(where: boolean, limit: bigint | undefined): { key: bigint | null }[] {
    return this.rows.filter(
      ({ key, grade }) => (!where || grade !== 0) && (key === null || limit === undefined || key <= limit),
    );
  }

  /** The rows that a reader of the lake should find, of those that `where` lets pass. @param hashed columns */
  async expected(where: string | undefined, hashed: readonly string[] = []): Promise<LakeRow[]> {
    const names = this.columns.map(({ name }) => name).join(', ');
    const filter = where === undefined ? '' : ` WHERE ${where}`;
    const rows = await this.world.rows(`SELECT ${names} FROM public.${this.name}${filter}`);
    return rows.map((row) =>
      Object.fromEntries(
        this.columns.map(({ name, type }, i) => {
          const value = sourceValue(type, row[i]);
          return [name, value !== null && hashed.includes(name) ? sha256(value) : value];
        }),
      ),
    );
  }
}

/** Math.max takes no bigint. */
export const highestOf = (keys: readonly bigint[]): bigint | null =>
  keys.reduce<bigint | null>((highest, key) => (highest === null || key > highest ? key : highest), null);
