import { notSupportedLocally } from '../errors';
import type { CreateView } from './command';
import type { Cursor } from './cursor';
import { parseQuery } from './parse-query';

/** Parses from [OR REPLACE] VIEW on. */
export function parseCreateView(c: Cursor): CreateView {
  const orReplace = c.accept('or', 'replace');
  c.expect('view');
  const path = c.path();
  const columns = c.isSymbol('(') ? c.nameList() : [];
  c.expect('as');
  const mark = c.mark();
  const query = parseQuery(c);
  const text = c.textSince(mark);
  const lateBinding = c.accept('with', 'no', 'schema', 'binding');
  if (c.caseSensitive && text.includes('"')) {
    throw notSupportedLocally('a view created under enable_case_sensitive_identifier must not quote identifiers');
  }
  return { k: 'createView', path, columns, query, text, orReplace, lateBinding };
}
