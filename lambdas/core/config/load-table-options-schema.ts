import { z } from 'zod';
import { parseRedshiftType } from '../catalog/redshift-type';
import { TypeNotSupported } from '../errors';
import { columnList, columnName } from './column-names-schema';
import { destinationNameFault } from './destination-name';
import { LOAD_DEFAULTS } from './load-defaults';
import { EVOLVE, LOAD_DELETES, ON_CONFLICT, TRUNCATES, WRITE_MODES } from './load-table-options';
import type { Fault } from './problem';
import { checkedText } from './rule';

/** Columns that Shuttle adds to staged rows begin so. */
const RESERVED = /^shuttle_/i;

const ownColumn = (description: string, example: string) =>
  checkedText(
    (text): Fault | undefined => {
      const fix = `write a name of 1 to 127 bytes in lower case, for example ${example}`;
      if (text === '' || Buffer.byteLength(text) > 127 || text.includes('\0')) {
        return { message: 'is not a column name', fix };
      }
      if (text !== text.toLowerCase()) return { message: 'has a capital letter, which Redshift does not keep', fix };
      return RESERVED.test(text) ? { message: 'begins with shuttle_, as columns of staged rows do', fix } : undefined;
    },
    { description, examples: [example] },
  );

const typeFault = (text: string): Fault | undefined => {
  try {
    parseRedshiftType(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof TypeNotSupported)) throw error;
    return { message: `is not a Redshift type: ${error.message}`, fix: 'write a type such as bigint or numeric(12,2)' };
  }
};

/** Options that a table and, as its default, a load pipeline may set. */
export const inheritedLoadOptions = {
  writeMode: z
    .enum(WRITE_MODES)
    .meta({
      description:
        'append adds rows; merge updates by key; replace puts the rows of a batch in place of all; scd2 keeps every version; auto merges where a key is known, else appends.',
      default: LOAD_DEFAULTS.writeMode,
      examples: ['merge'],
    })
    .optional(),
  key: columnList(
    'The columns that tell rows apart, in key order; taken from the source where it tells them.',
  ).optional(),
  deletes: z
    .union([
      z.enum(LOAD_DELETES),
      z.strictObject({
        soft: ownColumn('A boolean column that becomes true; the row stays.', 'is_deleted'),
      }),
    ])
    .meta({
      description: 'What a delete in the source does. By default apply; ignore for format: rows.',
      examples: ['apply', { soft: 'is_deleted' }],
    })
    .optional(),
  truncates: z
    .enum(TRUNCATES)
    .meta({
      description: 'What a TRUNCATE in the source does; format: debezium only.',
      default: LOAD_DEFAULTS.truncates,
      examples: ['apply'],
    })
    .optional(),
  evolve: z
    .enum(EVOLVE)
    .meta({
      description:
        'New tables and columns: add makes them, and widens VARCHAR; none leaves new columns out; fail refuses the table.',
      default: LOAD_DEFAULTS.evolve,
      examples: ['none'],
    })
    .optional(),
  onConflict: z
    .enum(ON_CONFLICT)
    .meta({
      description:
        'A value that does not fit its column goes to a column beside it (column), or its row into the quarantine. By default column; quarantine unless evolve is add.',
      examples: ['quarantine'],
    })
    .optional(),
  distKey: columnName('The DISTKEY of a table that is created; DISTSTYLE AUTO when absent.', 'customer_id').optional(),
  sortKey: columnList('The SORTKEY of a table that is created, in key order; SORTKEY AUTO when absent.').optional(),
  history: z
    .strictObject({
      validFrom: ownColumn('From when a version holds.', LOAD_DEFAULTS.validFrom)
        .meta({ default: LOAD_DEFAULTS.validFrom })
        .optional(),
      validTo: ownColumn('Until when it holds, exclusive; NULL for the current one.', LOAD_DEFAULTS.validTo)
        .meta({ default: LOAD_DEFAULTS.validTo })
        .optional(),
      isCurrent: ownColumn('Whether it is the current one.', LOAD_DEFAULTS.isCurrent)
        .meta({ default: LOAD_DEFAULTS.isCurrent })
        .optional(),
    })
    .meta({ description: 'With writeMode: scd2 only: names of its columns.', examples: [{ validFrom: 'valid_from' }] })
    .optional(),
};

/** Options that stand under `tables` only. */
export const loadTableOptionsSchema = z.strictObject({
  enabled: z
    .boolean()
    .meta({
      description: 'False: the table is not loaded, and its rows are passed over.',
      default: true,
      examples: [false],
    })
    .optional(),
  ...inheritedLoadOptions,
  as: checkedText(destinationNameFault, {
    description: 'The name in the target: table or schema.table; exact names only.',
    examples: ['flights_raw'],
  }).optional(),
  columns: columnList('The columns of files without a header, in their order.').optional(),
  columnTypes: z
    .record(
      columnName('The name of a column.', 'id'),
      checkedText(typeFault, { description: 'A Redshift type.', examples: ['numeric(12,2)'] }),
    )
    .meta({
      description: 'Redshift type by column, where it is not to be taken from the values seen.',
      examples: [{ id: 'bigint' }],
    })
    .optional(),
});
