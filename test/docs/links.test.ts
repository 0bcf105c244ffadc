import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { headings, pages, prose, ROOT, readPage } from './markdown';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

const links = pages().flatMap((page) =>
  [...prose(page).matchAll(LINK)].map(([, target = '']) => ({ from: page.path, target })),
);
const relative = links.filter(({ target }) => !/^[a-z]+:/.test(target));

describe('links of the documentation', () => {
  it.each(relative)('$from -> $target', ({ from, target }) => {
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? from : normalize(join(dirname(from), file));
    expect(existsSync(join(ROOT, path))).toBe(true);
    if (anchor !== undefined) expect(headings(readPage(path)).map(({ slug }) => slug)).toContain(anchor);
  });

  it('are many', () => {
    expect(relative.length).toBeGreaterThan(60);
  });

  it('use https outside of the repository', () => {
    expect(links.filter(({ target }) => /^[a-z]+:/.test(target) && !target.startsWith('https://'))).toEqual([]);
  });

  it.each(pages().map(({ path }) => path))('%s is linked from the README, or is it', (path) => {
    const fromReadme = links.filter(({ from }) => from === 'README.md').map(({ target }) => target.split('#')[0]);
    expect(['README.md', ...fromReadme]).toContain(path);
  });
});
