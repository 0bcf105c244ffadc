import type { ParseArgsConfig } from 'node:util';

/** Where a command writes. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  /** Width of the terminal in characters. */
  width: number;
}

/** 0: done; 1: it failed; 2: it was called wrongly. */
export type ExitCode = 0 | 1 | 2;
export const OK: ExitCode = 0;
export const FAILED: ExitCode = 1;
export const USAGE: ExitCode = 2;

export interface Command {
  name: string;
  /** What it does, in one line. */
  summary: string;
  /** What follows `shuttle <name>`, and the options, for `shuttle help <name>`. */
  usage: string;
  /** @returns the exit code; it throws for what `main` should report */
  run(args: string[], output: Output): Promise<number>;
}

/** The command was called wrongly. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that the user can mend, said in full by the message. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** The options of a command as `parseArgs` takes them. */
export type Options = NonNullable<ParseArgsConfig['options']>;
