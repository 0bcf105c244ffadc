import { debuglog, types } from 'node:util';
import { nearest } from '../../lambdas/core/config/nearest';
import { ShuttleError } from '../../lambdas/core/errors';
import { type Command, CommandFailed, FAILED, OK, type Output, USAGE, UsageError } from './command';
import { grants } from './grants';
import { commandHelp, overview } from './help';
import { run, serve } from './local-environment';
import { look } from './look';
import { plan } from './plan';
import { status } from './status';
import { validate } from './validate';

const COMMANDS: readonly Command[] = [validate, plan, grants, status, run, look, serve];

const debug = debuglog('shuttle');

/** Runs one command line. It never throws: what went wrong is printed, without a stack. @returns the exit code */
export const main = async (argv: readonly string[], output: Output): Promise<number> => {
  const [name, ...args] = argv;
  try {
    if (name === undefined) {
      output.err(overview(COMMANDS));
      return USAGE;
    }
    if (['help', '--help', '-h'].includes(name)) {
      const [topic] = args;
      output.out(topic === undefined ? overview(COMMANDS) : commandHelp(commandOf(topic)));
      return OK;
    }
    const command = commandOf(name);
    if (asksForHelp(args)) {
      output.out(commandHelp(command));
      return OK;
    }
    return await command.run(args, output);
  } catch (error) {
    debug('%s', types.isNativeError(error) ? error.stack : error);
    return report(error, name, output);
  }
};

const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
};

const commandOf = (name: string): Command => {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const [guess] = nearest(
    name,
    COMMANDS.map((command) => command.name),
    1,
  );
  const hint = guess === undefined ? '' : `: did you mean ${guess}?`;
  throw new UsageError(`there is no command ${JSON.stringify(name)}${hint}`);
};

const report = (error: unknown, command: string | undefined, output: Output): number => {
  const message = types.isNativeError(error) ? error.message : String(error);
  if (error instanceof UsageError || isParseError(error)) {
    const known = COMMANDS.some(({ name }) => name === command);
    output.err(`shuttle: ${message}\nshuttle help${known ? ` ${command}` : ''} shows the usage.`);
    return USAGE;
  }
  if (error instanceof CommandFailed) output.err(message);
  // A named error of the product can be looked up by its name.
  else output.err(`${error instanceof ShuttleError ? error.name : 'shuttle'}: ${message}`);
  return FAILED;
};

/** An unknown option, a missing value: `parseArgs` says it well enough. */
const isParseError = (error: unknown): boolean =>
  types.isNativeError(error) && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS_');
