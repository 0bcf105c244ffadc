import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Table from 'cli-table3';
import { bundleOf, ENTRIES } from '../lib/bundle';

/** Prints the size of each function's bundle, the largest first: `npm run size`. */
const sizes = ENTRIES.map((entry) => {
  const code = readFileSync(join(bundleOf(entry), 'index.js'));
  return { entry, raw: code.byteLength, gzip: gzipSync(code).byteLength };
}).sort((a, b) => b.raw - a.raw);

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(1);
const table = new Table({
  head: ['function', 'KB', 'KB gzip'],
  colAligns: ['left', 'right', 'right'],
  style: { head: [], border: [] },
});
for (const { entry, raw, gzip } of sizes) table.push([entry, kilobytes(raw), kilobytes(gzip)]);
console.log(table.toString());
