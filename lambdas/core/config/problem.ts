import { ConfigInvalid } from '../errors';

/** What a check says about a value. */
export interface Fault {
  message: string;
  /** What to write instead. */
  fix: string;
}

/** One thing that is wrong in a file or an input. */
export interface Problem extends Fault {
  /** Where, as one would write it: `extract[0].tables["public.x"].limit`; empty for the file as a whole. */
  path: string;
  /** The bad value as printable text. Secrets, mappings and lists are never spelled out. */
  value: string;
  /** Counted from 1, where known. */
  line?: number;
  column?: number;
}

/** Every problem of a configuration, in the order of the file. */
export class ConfigProblems extends ConfigInvalid {
  constructor(
    readonly subject: string,
    readonly problems: readonly Problem[],
  ) {
    super(describeProblems(subject, problems));
  }
}

/** One headline and one line a problem. */
export const describeProblems = (subject: string, problems: readonly Problem[]): string =>
  [`${subject}: ${problems.length} problem${problems.length === 1 ? '' : 's'}`, ...problems.map(line)].join('\n');

const line = ({ path, value, message, fix, line, column }: Problem): string => {
  const place = line === undefined ? '' : `line ${line}, column ${column}`;
  const where = path !== '' && place !== '' ? `${path} (${place})` : `${path}${place}`;
  const got = value === '' ? '' : ` (got ${value})`;
  return `  ${where === '' ? '' : `${where}: `}${message}${got}; ${fix}`;
};
