import { type Document, isMap, isNode, isPair, LineCounter, parseAllDocuments, type YAMLError } from 'yaml';
import type { Path } from './path-text';
import type { Problem } from './problem';

export interface Position {
  line: number;
  column: number;
}

export interface YamlText {
  value: unknown;
  problems: Problem[];
  /** Where the value at a path stands, or the nearest thing around it. */
  positionOf(path: Path): Position | undefined;
}

/** What the reader says of each error of syntax. Its own messages quote the text, which may be a password. */
const SYNTAX: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  DUPLICATE_KEY: ['the same key stands twice in one mapping', 'remove one of the two'],
  MULTIPLE_DOCS: ['there is more than one document', 'remove the --- lines: one file is one configuration'],
  TAB_AS_INDENT: ['a tab is used to indent', 'indent with blanks'],
  BAD_INDENT: ['the indentation does not fit', 'indent the keys of one mapping alike, and close what [ or { opened'],
  MULTILINE_IMPLICIT_KEY: ['a key stretches over several lines', 'write key: value on one line, or quote the value'],
  MISSING_CHAR: ['a character is missing, such as a closing quote or bracket', 'close what was opened here'],
  BAD_ALIAS: ['an alias cannot be resolved', 'name an anchor (&name) that stands before it, or quote the text'],
  TAG_RESOLVE_FAILED: ['a tag (!name) is not known', 'remove the tag, or quote the text'],
};
const OTHER = ['this is not valid YAML', 'quote texts that hold : # { } [ ] , & * ! | > % or @'] as const;

/** Reads one YAML 1.2 document; `<<` merges anchors. Syntax problems are returned, not thrown. */
export const readYaml = (text: string): YamlText => {
  const counter = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };
  const documents = [...parseAllDocuments(text, { lineCounter: counter, prettyErrors: false, merge: true })];
  const found = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  const problems = found.map((error) => syntaxProblem(error, at));
  const [document, second] = documents;
  if (second !== undefined) {
    const [message, fix] = SYNTAX.MULTIPLE_DOCS ?? OTHER;
    problems.push({ path: '', value: '', message, fix, ...at(second.range[0]) });
  }
  if (problems.length > 0 || document === undefined) return { value: undefined, problems, positionOf: () => undefined };
  return { ...toValue(document), positionOf: (path) => positionIn(document, path, at) };
};

const syntaxProblem = (error: YAMLError, at: (offset: number) => Position): Problem => {
  const [message, fix] = SYNTAX[error.code] ?? OTHER;
  return { path: '', value: '', message, fix, ...at(error.pos[0]) };
};

const toValue = (document: Document): Pick<YamlText, 'value' | 'problems'> => {
  try {
    return { value: document.toJS(), problems: [] };
  } catch (error) {
    // Aliases that multiply beyond measure, or that contain themselves.
    if (!(error instanceof Error)) throw error;
    const message = 'an alias names no anchor before it, or aliases multiply beyond measure';
    const fix =
      'name an anchor (&name) that stands before it, write the values out, or quote a text that begins with *';
    return { value: undefined, problems: [{ path: '', value: '', message, fix }] };
  }
};

const positionIn = (document: Document, path: Path, at: (offset: number) => Position): Position | undefined => {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) return at(offset);
  }
  return undefined;
};

/** Where a key (or an item of a list) begins. */
const offsetOf = (document: Document, path: Path): number | undefined => {
  if (path.length === 0) return document.contents?.range?.[0];
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(key));
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const item = document.getIn(path, true);
  return isNode(item) ? item.range?.[0] : undefined;
};
