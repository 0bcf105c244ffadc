import type { Objects } from '../clients/objects';
import type { ObjectLocation } from '../core/batch/object-keys';
import { MAX_INLINE_BYTES, previewOf, type Statement } from '../core/statement/statement';

/**
 * A statement for RunStatement. Its text travels in the state where it is short; else it is written down, and the state
 * carries where.
 */
export const statementOf = async (
  { step, mode, sqls }: { step: string; mode: Statement['mode']; sqls: string[] },
  textAt: ObjectLocation,
  store: Objects,
): Promise<Statement> => {
  const json = JSON.stringify(sqls);
  if (Buffer.byteLength(json) <= MAX_INLINE_BYTES) return { step, mode, sql: { sqls } };
  await store.write(textAt, json);
  return { step, mode, sql: { ...textAt, preview: previewOf(sqls) } };
};
