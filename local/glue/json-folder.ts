import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** JSON documents as files, to be looked at. Every method is synchronous, and so one step for all others. */
export class JsonFolder {
  constructor(readonly root: string) {}

  read<T>(...path: string[]): T | undefined {
    const file = this.fileOf(path);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
  }

  write(content: unknown, ...path: string[]): void {
    const file = this.fileOf(path);
    mkdirSync(dirname(file), { recursive: true });
    // Whoever looks meanwhile sees the former content or the new one.
    writeFileSync(`${file}.part`, `${JSON.stringify(content, null, 2)}\n`);
    renameSync(`${file}.part`, file);
  }

  /** The documents in a folder, by name. */
  list<T>(...path: string[]): T[] {
    const folder = this.folderOf(path);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T);
  }

  /** The folders in a folder, by name. */
  folders(...path: string[]): string[] {
    const folder = this.folderOf(path);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => decodeURIComponent(name))
      .sort();
  }

  delete(...path: string[]): void {
    rmSync(this.fileOf(path), { force: true });
  }

  deleteFolder(...path: string[]): void {
    rmSync(this.folderOf(path), { recursive: true, force: true });
  }

  private fileOf(path: readonly string[]): string {
    return `${this.folderOf(path)}.json`;
  }

  private folderOf(path: readonly string[]): string {
    return join(this.root, ...path.map(fileName));
  }
}

/** A name as one part of a path; what would be more than that is escaped as in URLs. */
const fileName = (name: string): string =>
  name.replaceAll(/[%/\\\p{Cc}]|^\./gu, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);
