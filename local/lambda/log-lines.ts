import type { Readable } from 'node:stream';

/** One line that a function wrote to its standard output or error. */
export interface LogLine {
  functionName: string;
  stream: 'stdout' | 'stderr';
  line: string;
}

export type LogSink = (line: LogLine) => void;

/** Cuts a stream into lines for the sink. Resolves at the end of the stream, when a last, open line has been sent. */
export function collectLines(readable: Readable, send: (line: string) => void): Promise<void> {
  let rest = '';
  readable.setEncoding('utf8');
  readable.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) send(line);
  });
  return new Promise((resolve) => {
    readable.once('end', () => {
      if (rest !== '') send(rest);
      resolve();
    });
  });
}
