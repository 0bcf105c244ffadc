import type { BatchObject } from '../collect/object-batch';
import type { BadRow, Change } from './change';
import type { ReadableObject } from './readable-object';
import type { SourceTables } from './source-tables';

/** An object of a batch, as far as it decides the order of its rows. */
export type OrderedObject = Pick<BatchObject, 'key' | 'index' | 'lastModified'>;

/** One object that is read, as the readers of all formats take it. */
export interface Reading {
  object: OrderedObject;
  content: ReadableObject;
  /** The table that the key names. */
  table: Change['table'] | undefined;
  tables: SourceTables;
  batchSeq: number;
  /** Changes whose key is fixed are to tell their whole position. */
  withPositions: boolean;
}

/** Changes in batches, in their order. */
export type Changes = AsyncGenerator<readonly (Change | BadRow)[]>;
