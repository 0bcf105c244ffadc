import { mapColumns } from '../../lambdas/core/catalog/column-mapping';
import type { Field } from '../../lambdas/core/parquet/page-field';
import { PartWriter } from '../../lambdas/core/parquet/part-writer';
import { type ResultShape, resultPages } from './result-pages';

export interface Throughput {
  shape: string;
  rows: number;
  jsonMb: number;
  parquetMb: number;
  /** Seconds of JSON.parse alone, and of JSON.parse and the writer, over the same pages. */
  parseSeconds: number;
  convertSeconds: number;
}

/**
 * Converts the same pages `rounds` times, with bare JSON.parse before each, and keeps the best of either: what else runs
 * on the machine only ever makes it slower.
 */
export const measureThroughput = async (shape: ResultShape, jsonBytes: number, rounds: number): Promise<Throughput> => {
  const pages = [...resultPages(shape, jsonBytes)];
  const best = { parseSeconds: Number.POSITIVE_INFINITY, convertSeconds: Number.POSITIVE_INFINITY };
  let parquetBytes = 0;
  for (let round = 0; round < rounds; round++) {
    const parseStart = performance.now();
    let fields = 0;
    for (const { body } of pages) fields += recordsOf(body).length;
    best.parseSeconds = Math.min(best.parseSeconds, (performance.now() - parseStart) / 1_000);

    const convertStart = performance.now();
    const result = await convert(shape, pages);
    best.convertSeconds = Math.min(best.convertSeconds, (performance.now() - convertStart) / 1_000);
    if (result.rows !== fields) throw new Error(`${fields} rows were read, ${result.rows} written`);
    parquetBytes = result.bytes;
  }
  return {
    shape: shape.name,
    rows: pages.reduce((sum, page) => sum + page.rows, 0),
    jsonMb: pages.reduce((sum, page) => sum + Buffer.byteLength(page.body), 0) / 1e6,
    parquetMb: parquetBytes / 1e6,
    ...best,
  };
};

/** The columns of a shape. */
export const columnsOf = (shape: ResultShape) =>
  mapColumns(Object.entries(shape.types).map(([name, type]) => ({ name, type, nullable: true })));

export const recordsOf = (body: string): Field[][] => (JSON.parse(body) as { Records: Field[][] }).Records;

const convert = async (shape: ResultShape, pages: readonly { body: string }[]) => {
  const writer = new PartWriter(columnsOf(shape), () => {}, { table: 'bench.t', schemaVersion: '0' });
  for (const { body } of pages) {
    const { quarantined } = await writer.addPage(recordsOf(body));
    if (quarantined[0] !== undefined) throw new Error(`${quarantined[0].column}: ${quarantined[0].reason}`);
  }
  return writer.finish();
};
