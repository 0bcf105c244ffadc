const SET_TIMEOUT =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*set\s+(?:session\s+|local\s+)?statement_timeout\s*(?:to|=)\s*'?(\w+)'?\s*;?\s*$/i;
const RESET_TIMEOUT = /^\s*reset\s+(?:statement_timeout|all)\s*;?\s*$/i;

/** The timeout in milliseconds that a statement sets for its connection (0 = off), or undefined when it sets none. */
export function timeoutSetBy(sql: string): number | undefined {
  if (RESET_TIMEOUT.test(sql)) return 0;
  const value = SET_TIMEOUT.exec(sql)?.[1];
  if (value === undefined) return undefined;
  return value.toLowerCase() === 'default' ? 0 : Number.parseInt(value, 10) || 0;
}
