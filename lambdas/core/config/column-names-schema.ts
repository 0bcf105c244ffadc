import { z } from 'zod';
import type { Fault } from './problem';
import { checkedText, rule } from './rule';

/** A name within Redshift's 127 bytes and without what no object key and no SQL can hold. */
export const columnName = (description: string, example: string): z.ZodString =>
  checkedText(
    (text) =>
      text !== '' && Buffer.byteLength(text) <= 127 && !text.includes('\0')
        ? undefined
        : { message: 'is not a column name', fix: 'write a name of 1 to 127 bytes' },
    { description, examples: [example] },
  );

/** Names of columns, each once. */
export const columnList = (description: string) =>
  rule(
    z.array(columnName('The name of a column.', 'id')).meta({ description, examples: [['id', 'name']] }),
    (names): Fault | undefined => {
      if (names.length === 0) return { message: 'names no column', fix: 'name at least one, or remove the key' };
      const twice = names.find((name, i) => names.indexOf(name) !== i);
      if (twice === undefined) return undefined;
      return { message: `names ${JSON.stringify(twice)} twice`, fix: 'name each column once' };
    },
  );
