import type { Cells } from '../cells';
import type { Change, Row, SourceTable } from '../change';
import type { RawText } from '../raw-text';
import { OWN_TYPES } from './event-kind';

const KEY: readonly string[] = ['id'];
const NOTHING: readonly string[] = [];

/** What an event changes in one table. What few ask for is made only then: its row as an object, and texts. */
export class EventChange implements Change {
  readonly op = 'U';
  readonly key = KEY;
  readonly keyIsFixed = true;
  readonly absent = NOTHING;
  types: Readonly<Record<string, string>> = OWN_TYPES;
  declare partial?: true;

  constructor(
    readonly table: SourceTable,
    readonly cells: Cells,
    readonly raw: { pos: RawText; at: RawText },
  ) {}

  get row(): Row {
    return this.cells.toRow();
  }

  get pos(): string {
    return this.raw.pos.text;
  }

  get at(): string {
    return this.raw.at.text;
  }
}
