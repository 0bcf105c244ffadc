import { RedshiftError } from './engine';

/** An error in Redshift's wording: `ERROR: <text>`. */
export function redshiftError(text: string, sqlState?: string): RedshiftError {
  return new RedshiftError(`ERROR: ${text}`, sqlState);
}

/** What the laptop cannot run faithfully. `what` names the construct and, where there is one, the way around it. */
export function notSupportedLocally(what: string): RedshiftError {
  return new RedshiftError(`NotSupportedLocally: ${what}`, '0A000');
}

export const syntaxErrorNear = (text: string): RedshiftError =>
  redshiftError(text === '' ? 'syntax error at end of input' : `syntax error at or near "${text}"`, '42601');

export const relationDoesNotExist = (name: string): RedshiftError =>
  redshiftError(`relation "${name}" does not exist`, '42P01');

export const schemaDoesNotExist = (name: string): RedshiftError =>
  redshiftError(`schema "${name}" does not exist`, '3F000');

/** `tables` are the names (or aliases) in scope, as Redshift lists them. */
export const columnDoesNotExist = (column: string, tables: readonly string[]): RedshiftError =>
  redshiftError(`column "${column}" does not exist${tables.length > 0 ? ` in ${tables.join(', ')}` : ''}`, '42703');

export const permissionDenied = (kind: 'relation' | 'schema' | 'database', name: string): RedshiftError =>
  redshiftError(`permission denied for ${kind} ${name}`, '42501');
