import type { WriteDecision } from '../config/decide-write';
import type { LoadSource } from '../config/load-config';
import type { WriteMode } from '../config/load-table-options';
import type { Conflict } from '../load/evolution-plan';
import { widened } from '../load/type-room';
import type { ToldChange } from './told-change';

/** What is known of a table when a batch is planned for it. */
export interface WarnedOf {
  format: LoadSource['format'];
  /** `schema.table` in the source, as `tables` of the configuration names it. */
  source: string;
  /** As the configuration says. */
  writeMode: WriteMode;
  write: Pick<WriteDecision, 'writeMode' | 'key'>;
  /** `evolve: add`: columns are widened where they can be. */
  evolves: boolean;
  /** What was done to the target for this batch. */
  told: readonly ToldChange[];
  conflicts: readonly Conflict[];
  /** The target is not there, and nothing tells its columns. */
  isVoid: boolean;
}

/**
 * What does not stop a table, and somebody should know, with what they do about it. The text of a case is the same for each
 * batch, so that a record has it once.
 */
export const loadWarnings = (of: WarnedOf): string[] => [
  ...(of.isVoid ? [NOTHING_DONE] : keyless(of)),
  ...of.conflicts.flatMap((conflict) => {
    if (of.evolves && widened(conflict.targetType, conflict.dataType) !== undefined) return [tooNarrow(conflict)];
    const isNew = of.told.some(({ what, name }) => what === 'column added' && name === conflict.to);
    return isNew ? [splitOff(conflict)] : [];
  }),
];

const NOTHING_DONE =
  'the table is not there, and what came for it tells no column (truncates, or rows without any value): nothing was done. ' +
  'It is made when a row with a value comes';

/** Changes without a key are rows by themselves: an update is one more row, and a delete none. */
const keyless = ({ format, source, writeMode, write }: WarnedOf): string[] =>
  format === 'debezium' && writeMode === 'auto' && write.writeMode === 'append' && write.key.length === 0
    ? [
        'no key is known, since its events come without one: every change is added as a row, and deletes are ignored. ' +
          `Name the key: tables: {${source}: {key: [...]}}; or set writeMode: append if that is what you want`,
      ]
    : [];

/**
 * A VARCHAR column that Redshift does not widen: https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html, ALTER
 * COLUMN TYPE.
 */
const tooNarrow = ({ column, targetType, to }: Conflict): string =>
  `column ${JSON.stringify(column)} stays ${targetType}, since Redshift does not widen it: longer values go ` +
  `${to === undefined ? 'to the quarantine, with their rows' : `to column ${JSON.stringify(to)}`}. What stands in the way is a default, ` +
  'a key, a view that is bound to the column, or the encoding BYTEDICT, RUNLENGTH, TEXT255 or TEXT32K: remove it, and the ' +
  'column is widened when it is needed next';

/** Told once, by the run that makes the column: from then on it stands among the values that do not fit. */
const splitOff = ({ column, targetType, to }: Conflict): string =>
  `column ${JSON.stringify(to)} is new: values that do not fit column ${JSON.stringify(column)}, which is ${targetType}, go there, ` +
  `and ${JSON.stringify(column)} is NULL in their rows. Read both columns`;
