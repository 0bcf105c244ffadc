import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderLoadReport } from '../../lambdas/core/report/html/load-page';
import { renderReport } from '../../lambdas/core/report/html/page';
import { sampleLoadReport } from '../support/sample-load-report';
import { sampleReport } from '../support/sample-report';

const BROWSER = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);
const inBrowser = BROWSER ? it : it.skip;
jest.setTimeout(300_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The page's elements as Chromium has read them, after the page's script. */
const opened = (page: string): string => {
  const file = join(folder, 'report.html');
  writeFileSync(file, page);
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', profile, '--dump-dom'];
  return execFileSync(BROWSER ?? '', [...flags, `file://${file}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
};
const times = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

describe(`report.html in ${BROWSER ?? 'Chromium, which is not installed here'}`, () => {
  inBrowser('has its bars and its tables, and its script has run', () => {
    const page = opened(renderReport(sampleReport(40, [1, 5])));
    expect(times(page, /<g class="bar/g)).toBe(40);
    expect(times(page, /<rect class="running" x="[\d.]+%" y="\d+" width="[\d.]+%" height="14"/g)).toBe(38);
    expect(times(/<section id="tables".*?<\/section>/s.exec(page)?.[0] ?? '', /<tr id="t\d+">/g)).toBe(40);
    expect(times(page, /<article class="failure">/g)).toBe(2);
    // What only the script adds: heads to sort by, and a filter.
    expect(times(page, /<button type="button">/g)).toBeGreaterThan(7);
    expect(page).toContain('placeholder="Filter tables"');
  });

  inBrowser('runs nothing that came with the data', () => {
    const report = sampleReport(2, [1]);
    const evil =
      '</pre></title><script>document.title = "taken"</script><img src=x onerror="document.title = \'taken\'">';
    const tables = report.tables.map((table) => ({
      ...table,
      table: `${evil}${table.table}`,
      cause: evil,
      sqls: [evil],
    }));
    const page = opened(renderReport({ ...report, pipeline: evil, tables }));
    expect(page).not.toMatch(/<title>taken/);
    expect(times(page, /<script>/g)).toBe(1);
    expect(times(page, /<img/g)).toBe(0);
  });

  inBrowser('of a load has its bars, each with patterns that are there, and its script has run', () => {
    const page = opened(renderLoadReport(sampleLoadReport(40, [1, 5])));
    expect(times(page, /<g class="bar/g)).toBe(40);
    expect(times(page, /<svg class="fates"/g)).toBeGreaterThan(35);
    for (const [, fate] of page.matchAll(/url\(#(f-\w+)\)/g)) expect(page).toContain(`<pattern id="${fate}"`);
    expect(times(page, /<button type="button">/g)).toBeGreaterThan(7);
  });

  inBrowser('runs no other script even where one stood in the page', () => {
    const taken = '<script>document.title = "taken"</script></body>';
    const page = opened(renderReport(sampleReport(2)).replace('</body>', taken));
    expect(page).not.toMatch(/<title>taken/);
  });
});
