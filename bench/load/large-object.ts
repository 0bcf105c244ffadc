import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import type { FunctionSpec } from '../../local/lambda/function-spec';
import { environmentOf } from '../../local/lambda/function-spec';
import { LoadEnvironment, SOURCES } from '../../test/support/load-environment';

/** What it took to bring one object through the machine. */
export interface LoadedLarge {
  packed: boolean;
  megabytes: number;
  objectMegabytes: number;
  rows: number;
  /** Wall-clock seconds and peak memory of the functions that read the object. */
  steps: readonly { name: string; seconds: number; peakRssMb: number; memoryMb: number }[];
  runSeconds: number;
}

const SHAPING = /scan-objects|stage-objects/;
const ROWS_OF_CHUNK = 5_000;

/**
 * Takes one object of so many megabytes of lines through the real machine. The steps that read it run as processes of their
 * own, so that their memory can be seen; all else is the laptop's.
 *
 * @throws Error where a row is missing
 */
export const loadLarge = async (assembly: string, megabytes: number, packed: boolean): Promise<LoadedLarge> => {
  const specs = new Map<string, FunctionSpec>();
  const steps: LoadedLarge['steps'][number][] = [];
  const env = await LoadEnvironment.open({
    assembly,
    adjust: (spec) => {
      const adjusted = { ...spec, timeoutSeconds: 3_600 };
      specs.set(spec.arn, adjusted);
      return adjusted;
    },
    childHistory: 'counts',
    watch: (tasks) => ({
      invoke: async (functionArn, payload, context) => {
        const spec = [...specs.values()].find(({ arn }) => functionArn.startsWith(arn));
        if (!spec || !SHAPING.test(functionArn)) return tasks.invoke(functionArn, payload, context);
        const began = performance.now();
        const { answer, peakRssMb } = await inProcess(spec, payload);
        const name = functionArn.split(':')[6]?.replace(/^.*_/, '') ?? functionArn;
        steps.push({ name, seconds: (performance.now() - began) / 1_000, peakRssMb, memoryMb: spec.memoryMb });
        return answer;
      },
    }),
  });
  try {
    const folder = join(env.e2e.s3Root, SOURCES, 'events', 'large');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, packed ? 'all.json.gz' : 'all.json');
    const rows = await writeRows(file, megabytes, packed);
    const written = new Date(env.clock.now() - 60_000);
    utimesSync(file, written, written);
    const began = performance.now();
    const { status, cause, report } = await env.run('events');
    const runSeconds = (performance.now() - began) / 1_000;
    if (status !== 'SUCCEEDED') throw new Error(cause ?? status);
    const { applied } = report.totals.rows;
    if (applied !== rows) throw new Error(`${applied} rows of ${rows} were loaded`);
    return { packed, megabytes, objectMegabytes: statSync(file).size / 1e6, rows, steps, runSeconds };
  } finally {
    await env.close();
  }
};

const row = (id: number): string =>
  `{"id":${id},"name":"customer ${id % 977}","email":"user${id}@example.com","amount":${(id % 100_000) / 100},` +
  `"at":"2026-01-05T10:00:${String(id % 60).padStart(2, '0')}.123Z","note":"a text of some length, as people write them: ${id}"}\n`;

/** @returns the number of rows */
const writeRows = async (path: string, megabytes: number, packed: boolean): Promise<number> => {
  const file = createWriteStream(path);
  const into = packed ? createGzip({ level: 1 }) : file;
  if (packed) into.pipe(file);
  let rows = 0;
  for (let bytes = 0; bytes < megabytes * 1e6; ) {
    const chunk = Buffer.from(Array.from({ length: ROWS_OF_CHUNK }, (_, i) => row(rows + i)).join(''));
    rows += ROWS_OF_CHUNK;
    bytes += chunk.length;
    if (!into.write(chunk)) await once(into, 'drain');
  }
  into.end();
  await once(file, 'close');
  return rows;
};

/** @throws Error with what the process printed */
const inProcess = async (spec: FunctionSpec, payload: unknown): Promise<{ answer: unknown; peakRssMb: number }> => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'function-child.ts'), spec.codeDir], {
    env: { PATH: process.env.PATH, ...environmentOf(spec) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(payload));
  let printed = '';
  child.stdout.on('data', (text: Buffer) => {
    printed += text.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number];
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(`${spec.arn} ended with ${code}: ${last}`);
  return JSON.parse(last) as { answer: unknown; peakRssMb: number };
};
