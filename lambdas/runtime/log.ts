import { Logger } from '@aws-lambda-powertools/logger';

/** One logger for a Lambda environment; run, table and statement ids are added to every line by the handler. */
export const logger = new Logger({ serviceName: 'redshift-shuttle' });

let quiet = false;

/**
 * The Lambda runtime prints the message of every error that a handler throws: as `console.error('Invoke Error', ...)` in
 * text logs, as `console.error(error)` in JSON logs
 * (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, log-patch). Redshift's messages can hold row values
 * (`invalid input syntax for integer: "..."`), which must not reach logs, so that line is left out; the error itself
 * travels to the state machine all the same.
 */
export const keepErrorMessagesOutOfLogs = (): void => {
  if (quiet) return;
  quiet = true;
  const print = console.error.bind(console);
  console.error = (...parts: unknown[]) => {
    if (parts[0] === 'Invoke Error' || (parts.length === 1 && parts[0] instanceof Error)) return;
    print(...parts);
  };
};
