import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages, ROOT } from './markdown';

const scripts = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
);

/** What a pattern finds, with the page that says it. */
const mentions = (pattern: RegExp): { path: string; name: string }[] =>
  pages().flatMap(({ path, text }) =>
    [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].map((name) => ({ path, name })),
  );

/** `npm start` and `npm test` are scripts too; the other words after npm are npm's own. */
const npmScripts = [...mentions(/\bnpm run ([\w:-]+)/g), ...mentions(/\bnpm (start|test)\b/g)];
const shuttleCommands = mentions(/\bnpx shuttle ([a-z]+)/g);
const cdkCommands = mentions(/\bnpx cdk ([a-z]+)/g);

const COMMANDS = join(ROOT, 'bin', 'commands');

describe('commands in the documentation', () => {
  it.each(npmScripts)('$path: npm script $name', ({ name }) => {
    expect(scripts).toContain(name);
  });

  it.each(cdkCommands)('$path: npx cdk $name', ({ name }) => {
    expect(['bootstrap', 'synth', 'deploy', 'diff', 'destroy']).toContain(name);
  });

  it.each(shuttleCommands)('$path: npx shuttle $name', ({ name }) => {
    const known = readdirSync(COMMANDS).flatMap((file) =>
      [...readFileSync(join(COMMANDS, file), 'utf8').matchAll(/^ {2}name: '([a-z]+)',$/gm)].map(([, found]) => found),
    );
    expect(known).toContain(name);
  });

  it('are all of the kinds that the README explains', () => {
    expect([npmScripts.length, shuttleCommands.length, cdkCommands.length].every((count) => count >= 4)).toBe(true);
  });
});
