import { join } from 'node:path';

/**
 * Runs the bundled copy-pages handler as the state machine does, until the result is at its end, and prints what it
 * took. A process of its own: its memory is the function's.
 *
 * Arguments: folder of the bundle, file with the step's input as JSON, milliseconds an invocation has.
 */
interface Answer {
  part: { rows: number; sizeBytes: number; quarantined: number };
  next: { lane: string; nextToken: string | null } | null;
}
type Handler = (event: object, context: object) => Promise<Answer>;

const main = async (): Promise<void> => {
  const [bundle = '', input = '{}', invocationMs = '900000'] = process.argv.slice(2);
  const { handler } = require(join(bundle, 'index.js')) as { handler: Handler };
  const startRssMb = process.memoryUsage().rss / 1e6;
  const started = performance.now();
  const parts: Answer['part'][] = [];
  let next: Answer['next'] = { lane: 'rows', nextToken: null };
  do {
    const endsAt = Date.now() + Number(invocationMs);
    const context = {
      functionName: 'copy-pages',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:copy-pages',
      memoryLimitInMB: '512',
      awsRequestId: '00000000-0000-4000-8000-000000000001',
      getRemainingTimeInMillis: () => endsAt - Date.now(),
    };
    const answer = await handler({ ...JSON.parse(input), ...next, part: parts.length }, context);
    parts.push(answer.part);
    next = answer.next;
  } while (next !== null);
  const sum = (key: keyof Answer['part']) => parts.reduce((total, part) => total + part[key], 0);
  process.stdout.write(
    `\n${JSON.stringify({
      parts: parts.length,
      rows: sum('rows'),
      quarantined: sum('quarantined'),
      sizeMb: sum('sizeBytes') / 1e6,
      seconds: (performance.now() - started) / 1000,
      startRssMb,
      peakRssMb: process.resourceUsage().maxRSS / 1e3,
    })}\n`,
  );
};

void main();
