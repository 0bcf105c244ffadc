import type { DecodedArray, RowGroup } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { ObjectUnreadable } from '../../errors';
import type { ReadableObject } from '../readable-object';
import { type ColumnDecoder, ColumnPages } from './column-pages';
import { decoding } from './decoding';
import { decompressors } from './decompressors';
import { ChunkBytes, heldBytes, type ParquetLimits, type ReadBytes } from './file-bytes';
import { isFlat, leavesOf, type SchemaLeaf, type SchemaNode } from './schema-node';

const parsers: ColumnDecoder['parsers'] = { ...DEFAULT_PARSERS, timestampFromNanoseconds: (nanos) => nanos };

/** Where the bytes of a leaf's column are. */
interface Chunk {
  start: number;
  end: number;
  decoder: ColumnDecoder;
  valueCount: number;
}

/** One column of a row group, nested or not, of which the next rows are held. */
export class GroupColumn {
  private readonly leaves: { pages: ColumnPages; values: DecodedArray; at: number; path: string }[];

  constructor(
    private readonly node: SchemaNode,
    leaves: readonly { leaf: SchemaLeaf; pages: ColumnPages }[],
  ) {
    this.leaves = leaves.map(({ leaf, pages }) => ({ pages, values: [], at: 0, path: leaf.node.tree.path.join('.') }));
  }

  /** Makes at least one row ready; how many are. @throws ObjectUnreadable where the column has ended */
  async ready(): Promise<number> {
    let count = Number.POSITIVE_INFINITY;
    for (const leaf of this.leaves) {
      if (leaf.at >= leaf.values.length) {
        const values = await leaf.pages.next();
        if (values === undefined)
          throw new ObjectUnreadable('broken Parquet: a column has fewer rows than its row group');
        leaf.values = values;
        leaf.at = 0;
      }
      count = Math.min(count, leaf.values.length - leaf.at);
    }
    return count;
  }

  /** The next rows, of those that are ready. */
  take(count: number): DecodedArray {
    const parts = this.leaves.map((leaf) => {
      const from = leaf.at;
      leaf.at += count;
      return [leaf.path, leaf.values.slice(from, leaf.at)] as const;
    });
    const [first] = parts;
    if (isFlat(this.node)) return first?.[1] ?? [];
    return decoding('a nested column', () => {
      const columns = new Map(parts);
      assembleNested(columns, this.node.tree, parsers);
      return columns.get(this.node.tree.path.join('.')) ?? [];
    });
  }
}

/** Opens the columns of a row group. @throws ObjectUnreadable for one that is not as the schema says */
export const groupColumns = (
  file: ReadableObject,
  read: ReadBytes,
  root: SchemaNode,
  group: RowGroup,
  limits: ParquetLimits,
): GroupColumn[] => {
  const leaves = leavesOf(root);
  if (group.columns.length !== leaves.length) {
    throw new ObjectUnreadable('broken Parquet: a row group has other columns than the schema');
  }
  const chunks = leaves.map((leaf, i) => chunkOf(leaf, group.columns[i], file.sizeBytes));
  const from = Math.min(...chunks.map(({ start }) => start));
  const to = Math.max(...chunks.map(({ end }) => end));
  const isHeld = to - from <= limits.rowGroup;
  const readGroup = isHeld && read.isHeld !== true ? heldBytes(file, from, to) : read;
  const step = isHeld ? 0 : Math.max(limits.window, Math.floor(limits.rowGroup / leaves.length));
  const opened = leaves.map((leaf, i) => {
    const { start, end, decoder, valueCount } = chunks[i] as Chunk;
    const repeats = leaf.path.some(({ tree }) => tree.element.repetition_type === 'REPEATED');
    return { leaf, pages: new ColumnPages(new ChunkBytes(readGroup, start, end, step), decoder, repeats, valueCount) };
  });
  return root.children.map(
    (node) =>
      new GroupColumn(
        node,
        opened.filter(({ leaf }) => leaf.path[1] === node),
      ),
  );
};

const chunkOf = (
  { node, path }: SchemaLeaf,
  column: RowGroup['columns'][number] | undefined,
  sizeBytes: number,
): Chunk => {
  const meta = column?.meta_data;
  if (column?.crypto_metadata !== undefined || meta === undefined) {
    throw new ObjectUnreadable('a column of the Parquet file is encrypted, which is not supported');
  }
  if (column?.file_path)
    throw new ObjectUnreadable('the Parquet file keeps columns in other files, which is not supported');
  const names = path.slice(1).map(({ name }) => name);
  const { type = meta.type } = node.element;
  if (meta.path_in_schema.join('\0') !== names.join('\0') || meta.type !== type) {
    throw new ObjectUnreadable('broken Parquet: a row group has its columns in another order than the schema');
  }
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const end = start + Number(meta.total_compressed_size);
  if (!(start >= 0 && end >= start && end <= sizeBytes)) {
    throw new ObjectUnreadable('broken Parquet, or cut off: a column lies outside the object');
  }
  const schemaPath = path.map(({ tree }) => tree);
  const { element } = node.tree;
  const decoder: ColumnDecoder = {
    pathInSchema: node.tree.path,
    type,
    element,
    schemaPath,
    codec: meta.codec,
    parsers,
    compressors: decompressors,
    utf8: false,
  };
  return { start, end, decoder, valueCount: Number(meta.num_values) };
};
