import { z } from 'zod';
import { nameText } from './name-text';
import type { Fault } from './problem';
import { checkedText, rule } from './rule';
import { parseTablePattern, patternFault } from './table-pattern';

/** A batch of the Data API holds 40 statements; two of them are the timeout and the bounds. */
const MAX_TABLES = 38;

const memberFault = (text: string): Fault | undefined => {
  const fault = patternFault(text);
  if (fault !== undefined) return { ...fault, fix: 'write schema.table, for example public.orders' };
  if (!parseTablePattern(text).isGlob) return undefined;
  return { message: 'is a glob; a group lists its tables by name', fix: 'write the exact name of each table' };
};

const members = rule(
  z.array(checkedText(memberFault, { description: 'The exact name of a table.', examples: ['public.orders'] })).meta({
    description: `The tables of a group, 2 to ${MAX_TABLES}.`,
    examples: [['public.orders', 'public.order_items']],
  }),
  (tables): Fault | undefined => {
    if (tables.length >= 2 && tables.length <= MAX_TABLES) return undefined;
    if (tables.length > MAX_TABLES) {
      const message = `lists ${tables.length} tables; one transaction reads ${MAX_TABLES} at most`;
      return { message, fix: 'make two groups of it' };
    }
    const message = tables.length === 0 ? 'lists no table' : 'lists one table, which is consistent by itself';
    return { message, fix: 'list 2 tables or more, or remove the group' };
  },
);

export const groupsSchema = z
  .record(nameText('a group', { description: 'The name of a group.', examples: ['sales'] }), members)
  .meta({
    description: 'Tables by group: those of a group are read in one transaction and committed together.',
    examples: [{ sales: ['public.orders', 'public.order_items'] }],
  });
