import type { Cells } from '../cells';
import type { Change, Row, SourceTable } from '../change';
import { OWN_TYPES } from './event-kind';

const KEY: readonly string[] = ['id'];
const NOTHING: readonly string[] = [];

/** What an event changes in one table. Its row is made an object only where somebody asks for that. */
export class EventChange implements Change {
  readonly op = 'U';
  readonly key = KEY;
  readonly absent = NOTHING;
  types: Readonly<Record<string, string>> = OWN_TYPES;
  declare partial?: true;

  constructor(
    readonly table: SourceTable,
    readonly cells: Cells,
    readonly pos: string,
    public at: string | null,
  ) {}

  get row(): Row {
    return this.cells.toRow();
  }
}
