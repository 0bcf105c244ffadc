import type { Command } from './command';

/** The local environment reads its own arguments. With the CDK and DuckDB in it, it is loaded only when it is used. */
const local = () => require('../../local/main') as typeof import('../../local/main');

export const run: Command = {
  name: 'run',
  summary: 'Run a pipeline on this machine: the synthesised stack on a local AWS',
  usage: 'run [extract] [options]     (shuttle run --help lists them)',
  run: (args) => local().run(args),
};

export const serve: Command = {
  name: 'serve',
  summary: 'Serve the local AWS until it is stopped',
  usage: 'serve [options]             (shuttle serve --help lists them)',
  run: (args) => local().serve(args),
};
