import { redshiftError } from '../errors';
import type { Cursor } from './cursor';
import type { MergeAction, MergeCommand } from './merge-command';
import { parseAssignments } from './parse-dml';
import { parseExpression, parseExpressionList } from './parse-expression';
import { parseSource } from './parse-from';

/** MERGE INTO t USING s [[AS] alias] ON condition, then two WHEN clauses or REMOVE DUPLICATES. The target has no alias. */
export function parseMerge(c: Cursor): MergeCommand {
  c.expect('merge', 'into');
  const path = c.path();
  c.expect('using');
  const source = parseSource(c);
  if (source.k !== 'table' && source.k !== 'derived') throw c.unexpected();
  c.expect('on');
  const merge = { k: 'merge' as const, path, source, on: parseExpression(c) };
  if (c.accept('remove', 'duplicates')) return { ...merge, action: 'removeDuplicates' };
  c.expect('when');
  const action = c.accept('matched') ? parseMatched(c) : undefined;
  if (!action || !c.accept('when', 'not', 'matched')) {
    if (action ? c.atEnd() || c.isSymbol(';') : c.isWord('not', 'matched')) {
      throw redshiftError('MERGE statement with a single WHEN clause is not enabled.', '0A000');
    }
    throw c.unexpected();
  }
  c.expect('then', 'insert');
  const columns = c.isSymbol('(') ? { columns: c.nameList() } : {};
  c.expect('values');
  c.expectSymbol('(');
  const values = parseExpressionList(c);
  c.expectSymbol(')');
  return { ...merge, action: { matched: action, insert: { ...columns, values } } };
}

function parseMatched(c: Cursor): MergeAction['matched'] {
  c.expect('then');
  if (c.accept('delete')) return { k: 'delete' };
  c.expect('update', 'set');
  return { k: 'update', set: parseAssignments(c) };
}
