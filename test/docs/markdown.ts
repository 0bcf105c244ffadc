import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** A Markdown page of the repository; `path` is relative to its root. */
export interface Page {
  path: string;
  text: string;
}

export const readPage = (path: string): Page => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });

/** Every page that users read. */
export const pages = (): Page[] => [
  ...['README.md', 'CHANGELOG.md'].map(readPage),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readPage(join('docs', name))),
];

export interface Fence {
  path: string;
  /** Of the opening fence, from 1. */
  line: number;
  language: string;
  text: string;
}

/** The fenced blocks of a page, in order. */
export const fences = (page: Page): Fence[] => fencesWithInfo(page);

/** The same with all that stands behind the opening mark: the language, then words that no reader sees. */
export const fencesWithInfo = ({ path, text }: Page): (Fence & { info: string })[] => {
  const found: (Fence & { info: string })[] = [];
  let open: (Fence & { info: string }) | undefined;
  for (const [i, line] of text.split('\n').entries()) {
    const mark = /^\s*```(\S*)(.*)$/.exec(line);
    if (mark !== null && open === undefined)
      open = { path, line: i + 1, language: mark[1] ?? '', info: `${mark[1]}${mark[2]}`.trim(), text: '' };
    else if (mark !== null && open !== undefined) {
      found.push(open);
      open = undefined;
    } else if (open !== undefined) open.text += `${line}\n`;
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: the block does not close`);
  return found;
};

/** The text outside of fenced blocks. */
export const prose = ({ text }: Page): string => text.replace(/^\s*```[\s\S]*?^\s*```\s*$/gm, '');

export interface Heading {
  depth: number;
  /** As written, e.g. `` `warehouse` ``. */
  text: string;
  slug: string;
}

/** The headings of a page with the anchors that GitHub gives them: one that stands twice gets a number. */
export const headings = (page: Page): Heading[] => {
  const seen = new Map<string, number>();
  return [...prose(page).matchAll(/^(#{1,6}) +(.+?) *$/gm)].map(([, marks = '', text = '']) => {
    const base = slugOf(text);
    const times = seen.get(base) ?? 0;
    seen.set(base, times + 1);
    return { depth: marks.length, text, slug: times === 0 ? base : `${base}-${times}` };
  });
};

const slugOf = (heading: string): string =>
  heading
    .replace(/`/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

/** The prose from a heading to the next one of its depth or above. @throws when the page has no such heading */
export const section = (page: Page, heading: string): string => {
  const lines = prose(page).split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ +/, '') === heading);
  if (start < 0) throw new Error(`${page.path} has no heading ${heading}`);
  const depth = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 0;
  const end = lines.findIndex((line, i) => i > start && new RegExp(`^#{1,${depth}} `).test(line));
  return lines.slice(start, end < 0 ? undefined : end).join('\n');
};

/** The rows of the tables in a text, cells trimmed, without the head and the rule below it. */
export const tableRows = (text: string): string[][] => {
  const lines = text.split('\n');
  const isRow = (line: string | undefined): boolean => line?.startsWith('|') === true;
  const isRule = (line: string | undefined): boolean => /^\|[-| :]+\|$/.test(line ?? '');
  return lines
    .filter((line, i) => isRow(line) && !isRule(line) && !isRule(lines[i + 1]))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
};
