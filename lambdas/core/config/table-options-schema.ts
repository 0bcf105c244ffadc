import { z } from 'zod';
import { BooleanExpressionError, booleanExpression } from '../sql/expression';
import { columnList, columnName } from './column-names-schema';
import { destinationNameFault } from './destination-name';
import { expectEverySchema } from './freshness-schema';
import { incrementalOptions } from './incremental-options-schema';
import type { Fault } from './problem';
import { checkedText, rule, textLike, wholeNumber } from './rule';
import { METHODS, VERIFY } from './table-options';

/** A mapping in JavaScript moves keys that are whole numbers to its front, and with them the columns. */
const declaredColumn = rule(columnName('The name of a column.', 'id'), (name) =>
  /^(0|[1-9][0-9]*)$/.test(name)
    ? {
        message: 'is a whole number, which would lose its place among the columns',
        fix: 'extract this table with discover: true',
      }
    : undefined,
);

const whereFault = (text: string): Fault | undefined => {
  try {
    booleanExpression(text);
    return undefined;
  } catch (error) {
    if (error instanceof BooleanExpressionError) return { message: error.message, fix: error.fix };
    throw error;
  }
};

/** Options that a table and, as its default, a pipeline may set. */
export const inheritedOptions = {
  columns: z
    .strictObject({
      include: columnList('Only these columns.').optional(),
      exclude: columnList('All columns but these.').optional(),
      hash: columnList(
        'These leave as SHA-256 of their text, 64 hex digits; added to the lists of wider entries.',
      ).optional(),
      drop: columnList('These never leave Redshift; added to the lists of wider entries.').optional(),
    })
    .meta({
      description: 'Which columns are extracted, and how; all as they are by default.',
      examples: [{ exclude: ['ssn'] }],
    })
    .optional(),
  where: checkedText(whereFault, {
    description: 'A boolean SQL expression: only rows for which it is true are extracted.',
    examples: ['delay > 10'],
  }).optional(),
  limit: wholeNumber(
    1,
    Number.MAX_SAFE_INTEGER,
    'write a whole number above 0, or remove the key to extract every row',
    {
      description: 'At most this many rows, whichever the warehouse returns first.',
      examples: [1000],
    },
  ).optional(),
  method: z
    .enum(METHODS)
    .meta({
      description: 'How rows leave Redshift: unload (in parallel, any size), page (small tables), auto by size.',
      examples: ['auto'],
    })
    .optional(),
  verify: z
    .enum(VERIFY)
    .meta({
      description:
        'What the rows in the files are compared with: snapshot, a count in the same transaction; manifest, what UNLOAD or the result itself says; auto, the former for tables and the latter for views.',
      examples: ['snapshot'],
    })
    .optional(),
  primaryKey: columnList('The columns that tell rows apart, in key order.').optional(),
  ...incrementalOptions,
};

export const tableOptionsSchema = z.strictObject({
  enabled: z
    .boolean()
    .meta({ description: 'False: the table is not extracted.', default: true, examples: [false] })
    .optional(),
  ...inheritedOptions,
  as: checkedText(destinationNameFault, {
    description: 'The name in the destination: table or schema.table.',
    examples: ['flights_raw'],
  }).optional(),
  expectEvery: expectEverySchema('Alarm when the table was not committed for so long; exact names only.').optional(),
  columnTypes: z
    .record(
      declaredColumn,
      textLike(
        /\S/,
        { message: 'is empty', fix: 'write a Redshift type such as bigint or numeric(12,2)' },
        {
          description: 'A Redshift type.',
          examples: ['numeric(12,2)'],
        },
      ),
    )
    .meta({
      description: 'With discover: false only: Redshift type by column name, in column order.',
      examples: [{ id: 'bigint' }],
    })
    .optional(),
});
