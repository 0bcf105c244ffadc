import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { shapes } from './result-pages';
import { measureThroughput } from './throughput';

/**
 * The page path: how fast result pages become Parquet beside what JSON.parse alone takes of the same pages, and what
 * memory the largest result takes. Fails when that is more than the smallest Lambda it may run on has.
 *
 * `npm run bench -- paging [megabytes of JSON for the speed] [megabytes for the memory]`
 */
const LAMBDA_MB = 512;
/** What Node gives the heap of a 512 MB Lambda is about this; the rest is for buffers, code and the runtime. */
const OLD_SPACE_MB = 256;

interface Streamed {
  shape: string;
  rows: number;
  parquetMb: number;
  bufferedMb: number;
  startRssMb: number;
  peakRssMb: number;
}

export const paging = async (args: readonly string[]): Promise<void> => {
  const speedMb = Number(args[0] ?? 40);
  const memoryMb = Number(args[1] ?? 500);

  const speed = new Table({
    head: ['result', 'rows/s', 'JSON MB/s', 'JSON.parse alone MB/s', 'ratio', 'Parquet / JSON'],
  });
  for (const shape of shapes) {
    const measured = await measureThroughput(shape, speedMb * 1e6, 3);
    speed.push([
      measured.shape,
      Math.round(measured.rows / measured.convertSeconds).toLocaleString('en'),
      (measured.jsonMb / measured.convertSeconds).toFixed(0),
      (measured.jsonMb / measured.parseSeconds).toFixed(0),
      (measured.convertSeconds / measured.parseSeconds).toFixed(2),
      (measured.parquetMb / measured.jsonMb).toFixed(2),
    ]);
  }
  console.log(`${speedMb} MB of JSON each, JSON.parse included. Ratio: time of both to time of JSON.parse alone.`);
  console.log(speed.toString());

  const memory = new Table({ head: ['result', 'rows', 'Parquet MB', 'buffered MB', 'RSS at start MB', 'peak RSS MB'] });
  let peak = 0;
  for (const number of shapes.keys()) {
    const streamed = await streamInChild(number, memoryMb);
    peak = Math.max(peak, streamed.peakRssMb);
    const sizes = [streamed.parquetMb, streamed.bufferedMb, streamed.startRssMb, streamed.peakRssMb];
    memory.push([streamed.shape, streamed.rows.toLocaleString('en'), ...sizes.map((size) => size.toFixed(0))]);
  }
  console.log(`A result of ${memoryMb} MB through one part, heap limited to ${OLD_SPACE_MB} MB:`);
  console.log(memory.toString());
  if (peak > LAMBDA_MB) throw new Error(`${peak.toFixed(0)} MB is more than a ${LAMBDA_MB} MB Lambda has`);
};

const streamInChild = async (shape: number, megabytes: number): Promise<Streamed> => {
  const script = join(__dirname, 'stream-result.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    `--max-old-space-size=${OLD_SPACE_MB}`,
    '--import',
    'tsx',
    script,
    String(shape),
    String(megabytes),
  ]);
  return JSON.parse(stdout) as Streamed;
};
