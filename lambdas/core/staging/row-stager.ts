import { parseRedshiftType } from '../catalog/redshift-type';
import type { TableName } from '../config/table-name';
import type { Change } from '../shape/change';
import { renderStagedRow, type StagedColumn } from '../shape/staged-row';
import type { GroupTable } from './group-stage';
import type { StagedColumns } from './staged-columns';

/** Rows of one table that go into one part. */
export interface PendingPart {
  table: TableName;
  /** Number of the part within the group, from 0. */
  part: number;
  lines: string[];
}

/** UTF-16 units of text. */
export interface StagerLimits {
  /** Of one part: some megabytes once it is packed, as COPY likes them. */
  part: number;
  /** Of all that is held: the largest goes first where many tables have a little each. */
  held: number;
}
export const STAGER_LIMITS: StagerLimits = { part: 32_000_000, held: 96_000_000 };

interface Stage {
  table: TableName;
  columns: ReadonlyMap<string, StagedColumn>;
  overflow: string | undefined;
  lines: string[];
  size: number;
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

  constructor(
    { tables, beyond }: StagedColumns,
    private readonly group: number,
    private readonly limits: StagerLimits = STAGER_LIMITS,
  ) {
    this.refused = new Set(beyond?.tables.map(({ table }) => nameOf(table)));
    this.refusal = `its table would be new, beyond the ${beyond?.max} that a run makes (maxNewTables)`;
    for (const { table, columns, untyped, overflow } of tables) {
      this.stages.set(nameOf(table), {
        table,
        columns: new Map([
          ...untyped.map(({ source, name }) => [source, { name }] as const),
          ...columns.map(({ source, name, type }) => [source, { name, type: parseRedshiftType(type, name) }] as const),
        ]),
        overflow,
        lines: [],
        size: 0,
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
    const seq = BigInt(this.group) * BigInt(ROWS_OF_GROUP) + BigInt(this.row++);
    const line = renderStagedRow(change, stage.columns, seq, stage.overflow);
    if (typeof line !== 'string') {
      stage.bad++;
      return line.map(({ column, reason }) => `column ${JSON.stringify(column)}: ${reason}`).join('; ');
    }
    stage.rows++;
    stage.lines.push(line);
    stage.size += line.length;
    this.held += line.length;
    if (stage.size >= this.limits.part) this.full = stage;
    return undefined;
  }

  /** What is to be written before more is added, if anything is. */
  due(): PendingPart | undefined {
    const next = this.full ?? (this.held >= this.limits.held ? this.largest() : undefined);
    return next && this.take(next);
  }

  /** What is still to be written at the end; undefined once nothing is. */
  rest(): PendingPart | undefined {
    const next = [...this.stages.values()].find(({ lines }) => lines.length > 0);
    return next && this.take(next);
  }

  /** What was staged, without the parts. Tables that the group has nothing of are left out. */
  tables(): Omit<GroupTable, 'parts'>[] {
    return [...this.stages.values()]
      .filter(({ rows, bad }) => rows + bad > 0)
      .map(({ table, rows, bad }) => ({ table, rows, bad }));
  }

  private largest(): Stage | undefined {
    let largest: Stage | undefined;
    for (const stage of this.stages.values()) if (stage.size > (largest?.size ?? 0)) largest = stage;
    return largest;
  }

  private take(stage: Stage): PendingPart {
    const { table, lines } = stage;
    this.held -= stage.size;
    if (this.full === stage) this.full = undefined;
    stage.lines = [];
    stage.size = 0;
    return { table, part: this.part++, lines };
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
