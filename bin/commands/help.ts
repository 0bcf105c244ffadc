import type { Command } from './command';

/** What `shuttle help` prints. */
export const overview = (commands: readonly Command[]): string => {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Redshift Shuttle moves data out of and into Amazon Redshift.',
    '',
    'Usage: shuttle <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'shuttle help <command> shows its options. Exit codes: 0 done, 1 failed, 2 called wrongly.',
  ].join('\n');
};

/** What `shuttle help <command>` prints. */
export const commandHelp = ({ summary, usage }: Command): string => `${summary}.\n\nUsage: shuttle ${usage}`;
