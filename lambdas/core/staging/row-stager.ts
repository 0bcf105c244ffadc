import { parseRedshiftType } from '../catalog/redshift-type';
import type { TableName } from '../config/table-name';
import type { Change } from '../shape/change';
import { StagedLine } from '../shape/staged-line';
import { RowRenderer } from '../shape/staged-row';
import type { GroupTable } from './group-stage';
import { PartText } from './part-text';
import type { StagedColumns } from './staged-columns';

/** Rows of one table that go into one part. */
export interface PendingPart {
  table: TableName;
  /** Number of the part within the group, from 0. */
  part: number;
  rows: number;
  /** Its text, UTF-8. */
  chunks: readonly Buffer[];
}

/** Bytes of text. */
export interface StagerLimits {
  /** Of one part: some megabytes once it is packed, as COPY likes them. */
  part: number;
  /** Of all that is held: the largest goes first where many tables have a little each. */
  held: number;
}
export const STAGER_LIMITS: StagerLimits = { part: 32_000_000, held: 96_000_000 };

interface Stage {
  table: TableName;
  renderer: RowRenderer;
  /** What is not written yet. */
  text: PartText;
  rows: number;
  bad: number;
}

/** Rows of one group are numbered from here. */
const ROWS_OF_GROUP = 2 ** 32;

/**
 * Renders the changes of a group of objects as rows of staged parts, in memory that the limits bound. Of each table the
 * rows stay in their order.
 */
export class RowStager {
  private readonly stages = new Map<string, Stage>();
  /** Tables that are not made. */
  private readonly refused: ReadonlySet<string>;
  /** Why their rows are bad: one reason for all tables, for thousands of them would leave no room for any other. */
  private readonly refusal: string;
  private held = 0;
  /** Of which a part is due. Looking for it among all tables at every row would take too long where there are thousands. */
  private full: Stage | undefined;
  private row = 0;
  private part = 0;
  private readonly line = new StagedLine();

  constructor(
    { tables, beyond }: StagedColumns,
    private readonly group: number,
    private readonly limits: StagerLimits = STAGER_LIMITS,
  ) {
    this.refused = new Set(beyond?.tables.map(({ table }) => nameOf(table)));
    this.refusal = `its table would be new, beyond the ${beyond?.max} that a run makes (maxNewTables)`;
    for (const { table, columns, untyped, overflow } of tables) {
      const bySource = new Map([
        ...untyped.map(({ source, name }) => [source, { name }] as const),
        ...columns.map(({ source, name, type }) => [source, { name, type: parseRedshiftType(type, name) }] as const),
      ]);
      this.stages.set(nameOf(table), {
        table,
        renderer: new RowRenderer(bySource, overflow),
        text: new PartText(),
        rows: 0,
        bad: 0,
      });
    }
  }

  /** Why the change cannot be staged; undefined where it is. The reason names columns and holds no value. */
  add(change: Change): string | undefined {
    const stage = this.stages.get(nameOf(change.table));
    if (stage === undefined) {
      return this.refused.has(nameOf(change.table))
        ? this.refusal
        : 'its table was not seen when the batch was scanned';
    }
    const misfits = stage.renderer.render(change, this.seqOf(this.row++), this.line);
    if (misfits !== undefined) {
      stage.bad++;
      return misfits.map(({ column, reason }) => `column ${JSON.stringify(column)}: ${reason}`).join('; ');
    }
    stage.rows++;
    stage.text.add(this.line);
    this.held += this.line.length;
    if (stage.text.size >= this.limits.part) this.full = stage;
    return undefined;
  }

  /** Whether something is to be written before more is added. */
  get isDue(): boolean {
    return this.full !== undefined || this.held >= this.limits.held;
  }

  /** What is to be written before more is added, if anything is. */
  due(): PendingPart | undefined {
    const next = this.full ?? (this.held >= this.limits.held ? this.largest() : undefined);
    return next && this.take(next);
  }

  /** What is still to be written at the end; undefined once nothing is. */
  rest(): PendingPart | undefined {
    const next = [...this.stages.values()].find(({ text }) => text.rows > 0);
    return next && this.take(next);
  }

  /** What was staged, without the parts. Tables that the group has nothing of are left out. */
  tables(): Omit<GroupTable, 'parts'>[] {
    return [...this.stages.values()]
      .filter(({ rows, bad }) => rows + bad > 0)
      .map(({ table, rows, bad }) => ({ table, rows, bad }));
  }

  private seqOf(row: number): number | bigint {
    const seq = this.group * ROWS_OF_GROUP + row;
    return Number.isSafeInteger(seq) ? seq : BigInt(this.group) * BigInt(ROWS_OF_GROUP) + BigInt(row);
  }

  private largest(): Stage | undefined {
    let largest: Stage | undefined;
    for (const stage of this.stages.values()) if (stage.text.size > (largest?.text.size ?? 0)) largest = stage;
    return largest;
  }

  private take(stage: Stage): PendingPart {
    const { table, text } = stage;
    this.held -= text.size;
    if (this.full === stage) this.full = undefined;
    stage.text = new PartText();
    return { table, part: this.part++, rows: text.rows, chunks: text.end() };
  }
}

/** Most changes of an object share the object that names their table. */
const known = new WeakMap<TableName, string>();

const nameOf = (table: TableName): string => {
  let text = known.get(table);
  if (text === undefined) {
    text = JSON.stringify([table.schema, table.name]);
    known.set(table, text);
  }
  return text;
};
