import { type FileHandle, open, rm } from 'node:fs/promises';
import type { EngineColumn } from '../redshift/engine';

/** A finished result, cut into pages of wire text. Large ones lie in a file of their own. */
export interface ResultSet {
  columns: readonly EngineColumn[];
  totalRows: number;
  pageCount: number;
  /** The text of one page: a JSON array of records, or CSV. */
  page(index: number): Promise<string>;
  /** Removes the file, if there is one. */
  discard(): Promise<void>;
}

/** Collects rows into pages: in memory up to `memoryBytes`, from then on in `path`. */
export class PageWriter {
  private readonly kept: string[] = [];
  private readonly spilled: { at: number; bytes: number }[] = [];
  private keptBytes = 0;
  private fileBytes = 0;
  private file: FileHandle | undefined;
  private rows: string[] = [];
  private rowsBytes = 0;
  private total = 0;

  constructor(
    private readonly path: string,
    private readonly format: { open: string; between: string; close: string },
    private readonly pageBytes: number,
    private readonly memoryBytes: number,
  ) {}

  /** Adds one row of wire text. */
  async add(row: string): Promise<void> {
    const bytes = Buffer.byteLength(row);
    if (this.rows.length > 0 && this.rowsBytes + bytes > this.pageBytes) await this.cut();
    this.rows.push(row);
    this.rowsBytes += bytes + this.format.between.length;
    this.total++;
  }

  async finish(columns: readonly EngineColumn[]): Promise<ResultSet> {
    if (this.rows.length > 0 || this.pages() === 0) await this.cut();
    await this.file?.close();
    const { kept, spilled, path } = this;
    return {
      columns,
      totalRows: this.total,
      pageCount: this.pages(),
      page: async (index) => kept[index] ?? (await readPage(path, spilled[index])),
      discard: async () => {
        if (spilled.length > 0) await rm(path, { force: true });
      },
    };
  }

  /** Throws away what was written so far. */
  async abandon(): Promise<void> {
    await this.file?.close();
    if (this.file) await rm(this.path, { force: true });
  }

  private pages(): number {
    return this.kept.length + this.spilled.length;
  }

  private async cut(): Promise<void> {
    const page = this.format.open + this.rows.join(this.format.between) + this.format.close;
    this.rows = [];
    this.keptBytes += this.rowsBytes;
    this.rowsBytes = 0;
    if (!this.file && this.keptBytes <= this.memoryBytes) {
      this.kept.push(page);
      return;
    }
    if (!this.file) {
      this.file = await open(this.path, 'w');
      for (const earlier of this.kept.splice(0)) await this.append(earlier);
    }
    await this.append(page);
  }

  private async append(page: string): Promise<void> {
    const bytes = Buffer.from(page);
    await this.file?.write(bytes, 0, bytes.length, this.fileBytes);
    this.spilled.push({ at: this.fileBytes, bytes: bytes.length });
    this.fileBytes += bytes.length;
  }
}

async function readPage(path: string, place: { at: number; bytes: number } | undefined): Promise<string> {
  if (place === undefined) throw new Error('no such page');
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(place.bytes);
    await file.read(buffer, 0, place.bytes, place.at);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}
