import { redshiftError } from '../errors';
import type { JsonValue } from './json-scanner';
import { LOAD_ERROR, RowError } from './row-error';

/** The steps of one JSONPath: member names and indices. */
export type JsonPath = (string | number)[];

/**
 * Reads a JSONPaths file: `{"jsonpaths": ["$.a", "$['b'][0]", ...]}`, one path a column.
 * @throws RedshiftError
 */
export function parseJsonPaths(text: string, columns: number): JsonPath[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw redshiftError('Invalid JSONPath format: the file is not valid JSON.', 'XX000');
  }
  const paths = (parsed as { jsonpaths?: unknown } | null)?.jsonpaths;
  if (!Array.isArray(paths)) throw redshiftError("Invalid JSONPath format: 'jsonpaths' is missing.", 'XX000');
  if (paths.length !== columns) {
    throw redshiftError(
      `Number of jsonpaths and the number of columns should match. JSONPath size: ${paths.length}, Number of columns in table or column list: ${columns}`,
      'XX000',
    );
  }
  return paths.map((path) => parsePath(String(path)));
}

const STEP = /\.([A-Za-z_][\w$-]*)|\[\s*(?:'([^']*)'|"([^"]*)"|([0-9]+))\s*\]/y;

function parsePath(path: string): JsonPath {
  const steps: JsonPath = [];
  let at = 1;
  while (path.startsWith('$') && at < path.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (!match) break;
    steps.push(match[4] === undefined ? (match[1] ?? match[2] ?? match[3] ?? '') : Number(match[4]));
    at = STEP.lastIndex;
  }
  if (at < path.length || !path.startsWith('$')) throw redshiftError(`Invalid JSONPath format: ${path}`, 'XX000');
  return steps;
}

/** The value at a path; undefined when a member is missing. @throws RowError for an index that is not there */
export function follow(root: JsonValue, path: JsonPath): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const step of path) {
    if (typeof step === 'number') {
      value = value.kind === 'array' ? value.members?.[step]?.[1] : undefined;
      if (!value) {
        throw new RowError(LOAD_ERROR.line, 'Invalid JSONPath format: Not an array or index out of range.');
      }
    } else {
      if (value.kind !== 'object')
        throw new RowError(LOAD_ERROR.line, 'Invalid JSONPath format: Member is not an object.');
      value = value.members?.findLast(([key]) => key === step)?.[1];
      if (!value) return undefined;
    }
  }
  return value;
}
