import { EXTRACT_DEFAULTS } from './extract-defaults';
import { LOAD_DEFAULTS } from './load-defaults';
import { type Path, pathText } from './path-text';
import { problemAt } from './problem-at';
import { mapOf, type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';

interface Folder {
  at: Path;
  /** `<bucket>/<prefix>/<pipeline>/`; the stack's bucket is written `(stack)`. */
  path: string;
  name: string;
}

/**
 * Where load pipelines keep things and what they read, seen together: no folder may lie within another's, and nobody
 * takes what a pipeline writes for objects to load.
 */
export const loadLocationProblems = (extracts: readonly RawMap[], loads: readonly RawMap[]): SchemaProblem[] => {
  const own = [
    ...extracts.flatMap((pipeline, i) => folderOf(pipeline, ['extract', i], 'destination', EXTRACT_DEFAULTS.prefix)),
    ...loads.flatMap((pipeline, i) => folderOf(pipeline, ['load', i], 'storage', LOAD_DEFAULTS.prefix)),
  ];
  return [
    ...loads.flatMap((pipeline, i) => storageProblems(pipeline, ['load', i], own)),
    ...loads.flatMap((pipeline, i) => sourceProblems(pipeline, ['load', i], own)),
  ];
};

const folderOf = (pipeline: RawMap, at: Path, option: string, otherwise: string): Folder[] => {
  const name = textOf(pipeline.name);
  const { bucket, prefix } = mapOf(pipeline[option]);
  if (name === undefined) return [];
  return [{ at, name, path: `${textOf(bucket) ?? '(stack)'}/${textOf(prefix) ?? otherwise}/${name}/` }];
};

const overlap = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

const storageProblems = (pipeline: RawMap, at: Path, folders: readonly Folder[]): SchemaProblem[] => {
  const mine = folders.findIndex((folder) => pathText(folder.at) === pathText(at));
  const { prefix } = mapOf(pipeline.storage);
  const problems: SchemaProblem[] = [];
  const folder = folders[mine];
  // Two pipelines of one name are a problem of the name already.
  const other = folders
    .slice(0, Math.max(mine, 0))
    .find((before) => folder !== undefined && before.name !== folder.name && overlap(before.path, folder.path));
  if (folder !== undefined && other !== undefined) {
    const [path, value] = prefix === undefined ? [['name'], pipeline.name] : [['storage', 'prefix'], prefix];
    const message = `keeps its state in ${folder.path}, which overlaps with ${other.path} of ${pathText(other.at)}`;
    problems.push(problemAt([...at, ...path], value, message, 'give one of them another prefix'));
  }
  return problems;
};

const sourceProblems = (pipeline: RawMap, at: Path, folders: readonly Folder[]): SchemaProblem[] => {
  const { format, bucket, prefix } = mapOf(pipeline.source);
  if (format === 'extract' || typeof prefix !== 'string') return [];
  const folder = `${textOf(bucket) ?? '(stack)'}/${prefix}/`;
  const other = folders.find(({ path }) => overlap(path, folder));
  if (other === undefined) return [];
  const message = `overlaps with ${other.path}, where ${pathText(other.at)} keeps its files`;
  const fix =
    other.at[0] === 'extract' ? `write source: {format: extract, pipeline: ${other.name}}` : 'read another folder';
  return [problemAt([...at, 'source', 'prefix'], prefix, message, fix)];
};
