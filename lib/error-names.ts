import { type ErrorName, errorClasses } from '../lambdas/core/errors';

/** Error names for Retry and Catch: a name that no class carries does not compile. */
export const ERROR_NAMES = Object.fromEntries(Object.keys(errorClasses).map((name) => [name, name])) as {
  readonly [Name in ErrorName]: Name;
};
