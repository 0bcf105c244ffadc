#!/usr/bin/env -S node --import tsx
import { main } from './commands/main';

const output = {
  out: (text: string) => void process.stdout.write(`${text}\n`),
  err: (text: string) => void process.stderr.write(`${text}\n`),
  width: process.stdout.columns ?? 120,
};

// `shuttle grants | head` closes the pipe early, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Not process.exit: output that goes to a pipe would be cut.
void main(process.argv.slice(2), output).then((code) => {
  process.exitCode = code;
});
