import { RESERVED_WORDS } from './reserved-words';

/** A name as Redshift prints it: in quotes only when it must be. The macro `rs_quote_ident` does the same. */
export const quoteIdent = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) && !RESERVED_WORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
