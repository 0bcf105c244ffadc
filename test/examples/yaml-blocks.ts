import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of YAML in a page. */
export interface YamlBlock {
  /** Path of the page, and the line of the block's first line, counted from 1. */
  file: string;
  line: number;
  text: string;
}

/** The ```yaml blocks of a Markdown text; a block that is indented in a list loses its indentation. */
export const yamlBlocks = (file: string, markdown: string): YamlBlock[] => {
  const blocks: YamlBlock[] = [];
  let open: { indent: string; fence: string; line: number; lines: string[]; isYaml: boolean } | undefined;
  for (const [i, line] of markdown.split(/\r?\n/).entries()) {
    const [, indent = '', fence = '', info = ''] = /^( *)(`{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== '') open = { indent, fence, line: i + 2, lines: [], isYaml: /^ya?ml\b/.test(info) };
    } else if (fence.length >= open.fence.length && info.trim() === '') {
      if (open.isYaml) blocks.push({ file, line: open.line, text: open.lines.join('\n') });
      open = undefined;
    } else open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
  }
  return blocks;
};

/** Whether a block is a whole configuration: its first line that is no comment begins with `stack:`. */
export const isConfiguration = ({ text }: YamlBlock): boolean => /^(?:[ \t]*(?:#.*)?\n)*stack:/.test(text);

/** The configurations in README.md and docs/*.md of a project. */
export const documentedConfigurations = (root: string): YamlBlock[] => {
  const docs = join(root, 'docs');
  const pages = existsSync(docs) ? readdirSync(docs).filter((name) => name.endsWith('.md')) : [];
  return ['README.md', ...pages.sort().map((name) => join('docs', name))]
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) => yamlBlocks(file, readFileSync(join(root, file), 'utf8')))
    .filter(isConfiguration);
};
