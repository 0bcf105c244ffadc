import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoadEnvironment, SOURCES } from '../../test/support/load-environment';

/** What a run over very many objects takes. */
export interface LoadedMany {
  objects: number;
  groups: number;
  /** Wall-clock seconds, by the function that they were spent in; the last is the whole run. */
  seconds: ReadonlyMap<string, number>;
}

const TABLES = 4;
const ROWS_OF_OBJECT = 5;

/**
 * Takes so many small objects through the real machine: real definition, real bundles, local S3 and Redshift.
 *
 * @throws Error where a row is missing
 */
export const loadMany = async (assembly: string, objects: number): Promise<LoadedMany> => {
  const seconds = new Map<string, number>();
  const calls = new Map<string, number>();
  const env = await LoadEnvironment.open({
    assembly,
    adjust: (spec) => ({ ...spec, timeoutSeconds: 3_600 }),
    childHistory: 'counts',
    watch: (tasks) => ({
      invoke: async (functionArn, payload, context) => {
        const name = functionArn.split(':')[6]?.replace(/^.*_/, '') ?? functionArn;
        const began = performance.now();
        try {
          return await tasks.invoke(functionArn, payload, context);
        } finally {
          seconds.set(name, (seconds.get(name) ?? 0) + (performance.now() - began) / 1_000);
          calls.set(name, (calls.get(name) ?? 0) + 1);
        }
      },
    }),
  });
  try {
    const written = new Date(env.clock.now() - 60_000);
    for (let table = 0; table < TABLES; table++) {
      mkdirSync(join(env.e2e.s3Root, SOURCES, 'events', `t${table}`), { recursive: true });
    }
    for (let i = 0; i < objects; i++) {
      const file = join(env.e2e.s3Root, SOURCES, 'events', `t${i % TABLES}`, `part-${String(i).padStart(7, '0')}.json`);
      const rows = Array.from({ length: ROWS_OF_OBJECT }, (_, n) => ({ id: i * ROWS_OF_OBJECT + n, page: `/p/${n}` }));
      writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      utimesSync(file, written, written);
    }
    const began = performance.now();
    const { status, cause, report } = await env.run('events');
    seconds.set('the run', (performance.now() - began) / 1_000);
    if (status !== 'SUCCEEDED') throw new Error(cause ?? status);
    const { applied } = report.totals.rows;
    if (applied !== objects * ROWS_OF_OBJECT)
      throw new Error(`${applied} rows of ${objects * ROWS_OF_OBJECT} were loaded`);
    return { objects, groups: calls.get('stage-objects') ?? 0, seconds };
  } finally {
    await env.close();
  }
};
