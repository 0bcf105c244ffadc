import { PartWriter } from '../../lambdas/core/parquet/part-writer';
import { resultPages, shapes } from './result-pages';
import { columnsOf, recordsOf } from './throughput';

/**
 * A child process that streams a result of the given size through one part, page by page, and prints what it took:
 * `stream-result.ts <number of the shape> <megabytes>`.
 */
const main = async (): Promise<void> => {
  const shape = shapes[Number(process.argv[2])];
  const megabytes = Number(process.argv[3]);
  if (shape === undefined || !(megabytes > 0))
    throw new RangeError('stream-result.ts <number of the shape> <megabytes>');
  const startRssMb = process.memoryUsage().rss / 2 ** 20;
  let buffered = 0;
  const writer = new PartWriter(columnsOf(shape), () => new Promise((resolve) => setImmediate(resolve)), {
    table: 'bench.t',
    schemaVersion: '0',
  });
  for (const { body } of resultPages(shape, megabytes * 1e6)) {
    const { quarantined } = await writer.addPage(recordsOf(body));
    if (quarantined.length > 0) throw new Error('the bench makes no bad rows');
    buffered = Math.max(buffered, writer.bufferedBytes);
  }
  const { rows, bytes } = await writer.finish();
  // maxRSS is in KiB.
  const peakRssMb = process.resourceUsage().maxRSS / 1_024;
  process.stdout.write(
    `${JSON.stringify({ shape: shape.name, rows, parquetMb: bytes / 1e6, bufferedMb: buffered / 1e6, startRssMb, peakRssMb })}\n`,
  );
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
