import type { Sql } from '../sql';
import type { LoadStatement } from './apply-request';

/** What a writeMode does between the guard and the ledger's row, and what it counts: queries of (fate, n). */
export interface ModeStatements {
  statements: LoadStatement[];
  counts: Sql[];
}
