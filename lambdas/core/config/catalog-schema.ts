import { z } from 'zod';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import type { Fault } from './problem';
import { checkedText, textLike } from './rule';
import { patternFault } from './table-pattern';

/**
 * The characters that Athena takes in names: https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html.
 * `{table}` is needed, else every table of a schema would have one name.
 */
const templateFault = (text: string): Fault | undefined => {
  const fix = 'write {table} with a-z, 0-9, _ and {schema} around it, for example {schema}__{table}';
  const unknown = (text.match(/\{[^{}]*\}/g) ?? []).find((part) => !['{schema}', '{table}'].includes(part));
  if (unknown !== undefined) return { message: `has ${unknown}, which nothing is put in for`, fix };
  if (!text.includes('{table}')) return { message: 'has no {table}, so that tables would share a name', fix };
  if (!/^[a-z0-9_]*$/.test(text.replaceAll(/\{(schema|table)\}/g, ''))) {
    return { message: 'has a character that Athena does not take in a name', fix };
  }
  return text.length > 128 ? { message: 'is longer than 128 characters', fix } : undefined;
};

export const catalogSchema = z
  .strictObject({
    database: textLike(
      /^[a-z0-9_]{1,255}$/,
      { message: 'is not a name for a Glue database', fix: 'write 1 to 255 of a-z, 0-9 and _' },
      { description: 'Database of the Glue Data Catalog.', examples: ['lake'] },
    ),
    tableName: checkedText(templateFault, {
      description:
        'Template of the names in the Glue Data Catalog; {schema} and {table} are the names in the destination.',
      default: EXTRACT_DEFAULTS.tableName,
      examples: ['{schema}__{table}'],
    }).optional(),
    exclude: z
      .array(checkedText(patternFault, { description: 'schema.table, or a glob on it.', examples: ['raw.*'] }))
      .meta({
        description: 'Tables that are not registered, for example because a column has a name that Glue does not take.',
        default: [],
        examples: [['raw.*']],
      })
      .optional(),
  })
  .meta({
    description: 'Registers the tables in the Glue Data Catalog, for Athena and Spark; not registered when absent.',
    examples: [{ database: 'lake' }],
  });
