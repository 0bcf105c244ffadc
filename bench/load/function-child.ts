import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs a bundled step once, in a process of its own: its memory is the function's. Argument: the folder of the bundle; the
 * payload comes by standard input. Prints the answer and the peak memory as the last line.
 */
const main = async (): Promise<void> => {
  const [bundle = ''] = process.argv.slice(2);
  const { handler } = require(join(bundle, 'index.js')) as {
    handler: (event: object, context: object) => Promise<unknown>;
  };
  const endsAt = Date.now() + 900_000;
  const answer = await handler(JSON.parse(readFileSync(0, 'utf8')) as object, {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: '00000000-0000-4000-8000-000000000001',
    getRemainingTimeInMillis: () => endsAt - Date.now(),
  });
  process.stdout.write(`\n${JSON.stringify({ answer, peakRssMb: process.resourceUsage().maxRSS / 1e3 })}\n`);
};

void main();
