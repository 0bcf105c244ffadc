import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { loadTableResolver } from '../../lambdas/core/config/resolve-load-table';
import { isBadRow } from '../../lambdas/core/shape/change';
import { inferenceOf, type ObjectContext, objectChanges } from '../../lambdas/core/shape/object-changes';
import type { ReadSource } from '../../lambdas/core/shape/object-table';
import { RowStager } from '../../lambdas/core/staging/row-stager';
import { columnsOf, MergedScans } from '../../lambdas/core/staging/staged-columns';
import { TableScanner } from '../../lambdas/core/staging/table-scanner';

/** One kind of input: its pipeline's source, a key, and lines. */
interface Input {
  name: string;
  source: string;
  key: string;
  line: (i: number) => string;
}

const row = (i: number) => ({
  id: i,
  user: `user-${i % 1_000}`,
  page: `/products/${i % 321}?ref=newsletter`,
  amount: (i % 10_000) / 100,
  at: new Date(Date.UTC(2026, 0, 1) + i * 1_000).toISOString(),
  isNew: i % 7 === 0,
  note: 'a text of some length, as people write them',
});

const INPUTS: readonly Input[] = [
  {
    name: 'rows, ndjson',
    source: '{format: rows, bucket: sources, prefix: in, type: ndjson, table: raw.events}',
    key: 'in/a.json',
    line: (i) => JSON.stringify(row(i)),
  },
  {
    name: 'debezium, without schema',
    source: '{format: debezium, bucket: sources, prefix: in}',
    key: 'in/a.json',
    line: (i) =>
      JSON.stringify({
        before: null,
        after: row(i),
        op: 'c',
        ts_ms: i,
        source: {
          connector: 'postgresql',
          db: 'shop',
          schema: 'raw',
          table: 'events',
          lsn: i,
          ts_ms: 1_767_225_600_000,
        },
      }),
  },
];

/** What one pass over an input takes. */
export interface Shaped {
  name: string;
  megabytes: number;
  scanSeconds: number;
  stageSeconds: number;
  /** JSON.parse of the same lines, and nothing else. */
  parseSeconds: number;
}

/** Shapes some megabytes of each kind of input twice, as a load does, and parses the same lines. */
export const shapeInputs = async (megabytes: number): Promise<Shaped[]> => {
  const shaped: Shaped[] = [];
  for (const input of INPUTS) {
    // The first pass warms the code up.
    await shapeInput(input, 2);
    shaped.push(await shapeInput(input, megabytes));
  }
  return shaped;
};

const shapeInput = async ({ name, source, key, line }: Input, megabytes: number): Promise<Shaped> => {
  const lines: string[] = [];
  for (let size = 0, i = 1; size < megabytes * 1_000_000; i++) {
    const text = line(i);
    lines.push(text);
    size += text.length + 1;
  }
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  const parseSeconds = await timed(async () => {
    let found = 0;
    for (const text of lines) found += Object.keys(JSON.parse(text) as object).length;
    if (found === 0) throw new Error('nothing was parsed');
  });
  const [config] =
    parseShuttleFile(`
stack: bench
warehouse: {region: eu-west-1, database: reports, workgroup: second}
load:
  - {name: bench, source: ${source}}
`).load ?? [];
  if (!config) throw new Error('no pipeline');
  const readSource = config.source as ReadSource;
  const context: ObjectContext = { batchSeq: 1, optionsOf: loadTableResolver(config) };
  const object = { key, index: 0, lastModified: '2026-01-01T00:00:00.000Z' };
  const changes = () => objectChanges(readSource, object as never, contentOf(bytes), context);
  const scanner = new TableScanner(inferenceOf(readSource));
  const scanSeconds = await timed(async () => {
    for await (const batch of changes()) for (const change of batch) if (!isBadRow(change)) scanner.add(change);
  });
  const scan = { formatVersion: 1 as const, group: 0, tables: scanner.result(), unread: [], unreadable: [] };
  const tables = new MergedScans().add(scan).tables.map((one) => columnsOf(one, { names: new Map() }).columns);
  const stager = new RowStager({ formatVersion: 1, batchId: 'b', tables }, 0);
  let rows = 0;
  const stageSeconds = await timed(async () => {
    for await (const batch of changes()) {
      for (const change of batch) {
        if (isBadRow(change) || stager.add(change) !== undefined) throw new Error('a bad row');
        for (let due = stager.due(); due !== undefined; due = stager.due()) rows += due.rows;
      }
    }
    for (let rest = stager.rest(); rest !== undefined; rest = stager.rest()) rows += rest.rows;
  });
  if (rows !== lines.length) throw new Error(`${rows} of ${lines.length} rows were staged`);
  return { name, megabytes: bytes.length / 1_000_000, scanSeconds, stageSeconds, parseSeconds };
};

const contentOf = (bytes: Uint8Array) => ({
  sizeBytes: bytes.length,
  chunks: async function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  },
  slice: async (start: number, end = bytes.length) => new Uint8Array(bytes.slice(start, end)).buffer,
});

const timed = async (work: () => Promise<void>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
};
