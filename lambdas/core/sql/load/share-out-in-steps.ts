import { MAX_SQL_BYTES } from '../../statement/statement';
import { identifier } from '../identifier';
import { join, type Sql, sql } from '../sql';
import type { ApplyRequest, LoadStatement } from './apply-request';
import type { LoadColumn } from './plan';
import { takenOf, unplacedTests } from './shared-value';
import { metaNames } from './stage-table';
import { list, meta, temp } from './tables';

/** Bytes of the pieces of one statement, which has little besides. */
const MAX_PIECES = 90_000;

export const isLong = ({ text }: Sql): boolean => Buffer.byteLength(text) > MAX_SQL_BYTES;

/**
 * The same as shareOut in statements that the Data API takes: rows with a value without a place are set apart by some
 * columns after the other; the others are staged with what fits as it is, and get the values that are shared out by some
 * columns after the other.
 */
export const shareOutInSteps = (request: ApplyRequest): LoadStatement[] => {
  const readValue = ({ from }: LoadColumn): Sql => sql`f.${identifier(from)}`;
  const taken = takenOf(request, readValue);
  const isPlain = ({ take }: LoadColumn): boolean => take === 'all' || take === 'none';
  const plain = request.columns.filter(isPlain);
  const shared = request.columns.filter((column) => !isPlain(column));
  const tests = unplacedTests(request, readValue, sql`f`);
  const isKnown = sql`f.${meta.seq} IN (SELECT ${meta.seq} FROM ${temp.refused})`;
  const names = [...plain.map(({ name }) => identifier(name)), ...metaNames];
  const values = [...plain.map(taken), ...metaNames.map((name) => sql`f.${name}`)];
  const isStaged = tests.length === 0 ? sql`` : sql`\nWHERE NOT (${isKnown})`;
  const assigned = shared.map((column) => sql`${identifier(column.name)} = ${taken(column)}`);
  return [
    ...pieces(tests).map((some, n): LoadStatement => {
      const unplaced = sql`f.${meta.op} = 'U' AND (${join(some, sql` OR `)})`;
      return {
        role: 'classify',
        sql:
          n === 0
            ? sql`CREATE TEMP TABLE ${temp.refused} AS SELECT f.* FROM ${temp.files} f WHERE ${unplaced}`
            : sql`INSERT INTO ${temp.refused} SELECT f.* FROM ${temp.files} f WHERE NOT (${isKnown}) AND ${unplaced}`,
      };
    }),
    {
      role: 'stage',
      sql: sql`INSERT INTO ${temp.stage} (${list(names)})\nSELECT ${list(values)} FROM ${temp.files} f${isStaged}`,
    },
    ...pieces(assigned).map(
      (some): LoadStatement => ({
        role: 'stage',
        sql: sql`UPDATE ${temp.stage} SET ${list(some)}\nFROM ${temp.files} f WHERE f.${meta.seq} = ${temp.stage}.${meta.seq}`,
      }),
    ),
  ];
};

/** In their order, as many together as a statement holds. */
const pieces = (all: readonly Sql[]): Sql[][] => {
  const groups: Sql[][] = [];
  let bytes = MAX_PIECES;
  for (const piece of all) {
    // What joins them takes four.
    const own = Buffer.byteLength(piece.text) + 4;
    bytes += own;
    if (bytes > MAX_PIECES) {
      groups.push([]);
      bytes = own;
    }
    groups.at(-1)?.push(piece);
  }
  return groups;
};
