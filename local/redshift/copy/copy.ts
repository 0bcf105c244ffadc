import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Column, Relation } from '../catalog/relation';
import { writableTable } from '../commands/insert';
import type { CopyCommand } from '../sql/copy-command';
import type { Outcome, Statement } from '../statement';
import { formatType } from '../types';
import { checkOptions } from './check-options';
import { spectrumError } from './load-failure';
import { FileFault, loadParquet } from './load-parquet';
import { loadText } from './load-text';
import { type SourceFile, sourceFiles } from './source-files';
import { targetColumns } from './target-columns';

/** Runs COPY: all rows of all files, or none but for what MAXERROR lets pass. Rows affected are those loaded. */
export async function copy(command: CopyCommand, s: Statement): Promise<Outcome> {
  checkOptions(command);
  const table = await writableTable(command.path, 'insert', s);
  const targets = targetColumns(table, command);
  s.setCopy(0);
  const files: SourceFile[] = [];
  const log = (status: 'completed' | 'aborted', rows: number, errors: number) =>
    s.logLoad({ table, status, source: command.source, format: command.format, rows, files, errors });
  try {
    files.push(...(await sourceFiles(command, s)));
    const { rows, errors } =
      command.format === 'parquet'
        ? { rows: await loadParquetFiles(command, table, targets, files, s), errors: 0 }
        : await loadText(command, table, targets, files, s);
    log('completed', rows, errors);
    s.setCopy(rows);
    return { affected: rows };
  } catch (error) {
    log('aborted', 0, 1);
    throw error;
  }
}

/** Files are read under names of our own: a key may hold what DuckDB takes for a wildcard. */
async function loadParquetFiles(
  command: CopyCommand,
  table: Relation,
  targets: readonly Column[],
  files: readonly SourceFile[],
  s: Statement,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'redshift-copy-'));
  try {
    let rows = 0;
    for (const [i, file] of files.entries()) {
      s.checkCancelled();
      const link = join(folder, `${i}.parquet`);
      await symlink(file.path, link);
      rows += await loadParquet(command, table, targets, file, link, s).catch((error: unknown) => {
        throw error instanceof FileFault ? faulted(error, table, file, s) : error;
      });
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function faulted(fault: FileFault, table: Relation, file: SourceFile, s: Statement): Error {
  const { column, context } = fault;
  s.logLoadErrors([
    {
      table,
      file: file.url,
      line: 0,
      ...(column
        ? {
            column: {
              name: column.name,
              type: column.type.name,
              length: /\((.*)\)/.exec(formatType(column.type))?.[1] ?? '',
            },
          }
        : {}),
      position: 0,
      code: 15007,
      message: `Spectrum Scan Error. ${context}`,
      rawLine: '',
      rawValue: '',
    },
  ]);
  return spectrumError(context, s.queryId);
}
