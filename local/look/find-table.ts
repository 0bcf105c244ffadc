import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { membersOf } from './checkpoint-json';
import { nameOfKeyPart, partsOfName, tableName } from './key-name';
import { LookError } from './look-error';

/**
 * A table with a committed state: `<root>/<bucket>/<prefix>/<pipeline>/tables/<schema>.<table>/current.json`, or that of
 * its consistent group, `.../groups/<group>/current.json`.
 */
export interface CommittedTable {
  bucket: string;
  /** `<prefix>/<pipeline>`. */
  pipelinePath: string;
  pipeline: string;
  /** `schema.table`, quoted where SQL would need it. */
  table: string;
  /** The two parts of the name, as they are. */
  schema: string;
  name: string;
  /** Key of the `current.json` that tells of it. */
  currentKey: string;
  /** The consistent group that it is committed with. */
  group?: string;
}

/** All committed tables of all pipelines below a local S3 folder. */
export function committedTables(root: string): CommittedTable[] {
  return foldersIn(root).flatMap((bucket) => pipelinesIn(root, bucket, []));
}

function pipelinesIn(root: string, bucket: string, path: readonly string[]): CommittedTable[] {
  const folder = join(root, bucket, ...path);
  const committed = (kind: 'tables' | 'groups'): string[] =>
    foldersIn(join(folder, kind)).filter((name) => existsSync(join(folder, kind, name, 'current.json')));
  const pipelinePath = path.join('/');
  const at = { bucket, pipelinePath, pipeline: basename(pipelinePath) };
  const key = (kind: string, name: string) => [...path, kind, name, 'current.json'].join('/');
  const members = committed('groups').flatMap((part) => {
    const currentKey = key('groups', part);
    return membersOf(root, bucket, currentKey).flatMap(({ destination }) =>
      destination ? [{ ...at, ...named(destination), currentKey, group: nameOfKeyPart(part) }] : [],
    );
  });
  const own = committed('tables').map((part) => ({ ...at, ...named(namesOf(part)), currentKey: key('tables', part) }));
  if (own.length + members.length === 0)
    return foldersIn(folder).flatMap((name) => pipelinesIn(root, bucket, [...path, name]));
  // A table that left its group has a current.json of its own, and the group's may not have been written since.
  const alone = new Set(own.map(({ table }) => table));
  return [...own, ...members.filter(({ table }) => !alone.has(table))];
}

/** A folder's name is `<schema>.<table>`, each part escaped, so that the dot between them is the only one. */
function namesOf(part: string): { schema: string; name: string } {
  const [schema = '', ...name] = part.split('.');
  return { schema: nameOfKeyPart(schema), name: nameOfKeyPart(name.join('.')) };
}

const named = ({ schema, name }: { schema: string; name: string }) => ({
  table: tableName(schema, name),
  schema,
  name,
});

function foldersIn(path: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  // Names with a dot in front are the server's own: metadata and uploads.
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

/**
 * The one committed table of that name (quoted or not, where that is clear), in `pipeline` (its name or `prefix/name`) when given.
 * @throws LookError TableNotCommitted, SeveralPipelines
 */
export function findTable(root: string, table: string, pipeline?: string): CommittedTable {
  const all = committedTables(root).filter((one) => pipeline === undefined || isIn(one, pipeline));
  const parts = partsOfName(table);
  const wanted = parts ? tableName(...parts) : table;
  const found = all.filter((one) => one.table === wanted);
  const [only, another] = found;
  if (only === undefined) throw notCommitted(wanted, all, pipeline);
  if (another === undefined) return only;
  const names = found.map(({ bucket, pipelinePath }) => `${bucket}/${pipelinePath}`).sort();
  throw new LookError(
    'SeveralPipelines',
    `Several pipelines have committed ${wanted}: ${names.join(', ')}. Choose one with --pipeline.`,
  );
}

const isIn = ({ bucket, pipelinePath }: CommittedTable, pipeline: string): boolean =>
  `/${bucket}/${pipelinePath}`.endsWith(`/${pipeline}`);

const MAX_SUGGESTIONS = 3;

function notCommitted(table: string, all: readonly CommittedTable[], pipeline: string | undefined): LookError {
  const where = pipeline === undefined ? '' : ` in pipeline ${pipeline}`;
  const names = [...new Set(all.map((one) => one.table))]
    .map((name) => ({ name, far: distance(name, table) }))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
  const hint = names.length > 0 ? `Nearest committed: ${names.join(', ')}.` : 'No table is committed there yet.';
  return new LookError('TableNotCommitted', `Table ${table} was never committed${where}. ${hint}`);
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substituted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
