import { mainName } from './conflict-name';
import type { EvolutionRequest } from './evolution-plan';
import type { TargetColumn, TargetTable } from './target-state';

/** What columns are placed by. Tables have up to 1,600: columns are found by name, none by going through all the others. */
export interface Placing {
  request: EvolutionRequest;
  /** Names of the data's columns, with a value or without: none of them is beside another one. */
  told: ReadonlySet<string>;
  /** The target's columns by name. */
  target: ReadonlyMap<string, TargetColumn>;
  /** The target's conflict columns by the name of the column that they are beside, in the target's order. */
  beside: ReadonlyMap<string, readonly TargetColumn[]>;
  /** Names of the target's columns that must stay as wide as they are. */
  fixed: ReadonlySet<string>;
}

/**
 * Goes through the columns of the data and of the target once.
 * @param untold columns of the data without a value in it
 */
export const placingOf = (
  request: EvolutionRequest,
  untold: readonly string[],
  { columns, primaryKey }: TargetTable,
): Placing => ({
  request,
  told: new Set([...request.columns.map(({ name }) => name), ...untold]),
  target: new Map(columns.map((column) => [column.name, column])),
  beside: besideOf(columns),
  fixed: new Set([...primaryKey, ...(request.unwidenable ?? [])]),
});

const besideOf = (columns: readonly TargetColumn[]): Map<string, TargetColumn[]> => {
  const beside = new Map<string, TargetColumn[]>();
  for (const column of columns) {
    const main = mainName(column.name);
    if (main !== undefined) beside.set(main, [...(beside.get(main) ?? []), column]);
  }
  return beside;
};
