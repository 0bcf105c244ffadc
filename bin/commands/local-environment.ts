import type { Command } from './command';

/** With the engine and the servers in it, it is loaded only when it is used; it reads its own arguments. */
const local = () => require('../../local/main') as typeof import('../../local/main');

export const run: Command = {
  name: 'run',
  summary: 'Run the demo on this machine: the synthesised stack on a local AWS',
  usage: `run [extract] [load]

Fills a local warehouse, runs the demo's extract and load pipelines, changes what they read, and runs them once more.
It exits with 0 only if every table of every run succeeded. What the runs wrote stays below .shuttle.

      extract   the extract pipeline alone
      load      the load pipelines, after an extract of a few tables`,
  run: (args) => local().run(args),
};

export const serve: Command = {
  name: 'serve',
  summary: 'Serve the local S3 and Data API until it is stopped with Ctrl-C',
  usage: `serve [--seed] [--state <folder>]

      --seed             fill the warehouse with the data of the demo
      --state <folder>   where it keeps its files (default .shuttle/serve)`,
  run: (args) => local().serve(args),
};
