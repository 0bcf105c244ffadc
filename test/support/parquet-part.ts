import { mapColumns } from '../../lambdas/core/catalog/column-mapping';
import type { Field } from '../../lambdas/core/parquet/page-field';
import type { Quarantined } from '../../lambdas/core/parquet/page-reader';
import { PartWriter, type PartWriterOptions } from '../../lambdas/core/parquet/part-writer';

/** Columns by name and type, all nullable. */
export const columnsOf = (types: Record<string, string>) =>
  mapColumns(Object.entries(types).map(([name, type]) => ({ name, type, nullable: true })));

export interface WrittenPart {
  file: Buffer;
  /** What the sink was given, call by call. */
  chunks: Uint8Array[];
  rows: number;
  written: number;
  quarantined: Quarantined[];
}

/** Writes pages into one part in memory. */
export const writePart = async (
  types: Record<string, string>,
  pages: readonly (readonly (readonly Field[])[])[],
  options: Partial<PartWriterOptions> = {},
): Promise<WrittenPart> => {
  const chunks: Uint8Array[] = [];
  const writer = new PartWriter(
    columnsOf(types),
    (bytes) => {
      chunks.push(bytes);
    },
    { table: 'public.t', schemaVersion: '0123456789ab', ...options },
  );
  const quarantined: Quarantined[] = [];
  let written = 0;
  for (const page of pages) {
    const added = await writer.addPage(page);
    quarantined.push(...added.quarantined);
    written += added.written;
  }
  const { rows, bytes } = await writer.finish();
  const file = Buffer.concat(chunks);
  if (file.length !== bytes) throw new Error(`finish() says ${bytes} bytes, the sink got ${file.length}`);
  return { file, chunks, rows, written, quarantined };
};

export const text = (stringValue: string): Field => ({ stringValue });
export const nothing: Field = { isNull: true };
