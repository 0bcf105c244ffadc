import { z } from 'zod';
import { BooleanExpressionError, booleanExpression } from '../sql/expression';
import { destinationNameFault } from './destination-name';
import type { Fault } from './problem';
import { checkedText, rule, textLike, wholeNumber } from './rule';
import { METHODS, VERIFY } from './table-options';

/** A name within Redshift's 127 bytes and without what no object key and no SQL can hold. */
const columnName = checkedText(
  (text) =>
    text !== '' && Buffer.byteLength(text) <= 127 && !text.includes('\0')
      ? undefined
      : { message: 'is not a column name', fix: 'write a name of 1 to 127 bytes' },
  { description: 'The name of a column.', examples: ['id'] },
);

/** A mapping in JavaScript moves keys that are whole numbers to its front, and with them the columns. */
const declaredColumn = rule(columnName, (name) =>
  /^(0|[1-9][0-9]*)$/.test(name)
    ? {
        message: 'is a whole number, which would lose its place among the columns',
        fix: 'extract this table with discover: true',
      }
    : undefined,
);

const columnList = (description: string) =>
  rule(z.array(columnName).meta({ description, examples: [['id', 'name']] }), (names): Fault | undefined => {
    if (names.length === 0) return { message: 'names no column', fix: 'name at least one, or remove the key' };
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice === undefined) return undefined;
    return { message: `names ${JSON.stringify(twice)} twice`, fix: 'name each column once' };
  });

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
    })
    .meta({ description: 'Which columns are extracted; all by default.', examples: [{ exclude: ['ssn'] }] })
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
  primaryKey: columnList('The columns that tell rows apart, in key order.').optional(),
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
