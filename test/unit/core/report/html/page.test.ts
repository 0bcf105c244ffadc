import { emptyStory, type Report, type TableReport, totalsOf } from '../../../../../lambdas/core/progress/report';
import { renderReport } from '../../../../../lambdas/core/report/html/page';
import { sampleReport } from '../../../../support/sample-report';

const sections = (page: string) => [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
const section = (page: string, id: string) => new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)?.[0] ?? '';
const withTables = (tables: TableReport[], more: Partial<Report> = {}): Report => ({
  ...sampleReport(1),
  tables,
  totals: totalsOf(tables),
  ...more,
});

describe('the page of a run', () => {
  const page = renderReport(sampleReport(12, [1, 5]));

  it('has a section for all there is to tell, failures first', () => {
    expect(sections(page)).toEqual([
      'failures',
      'timeline',
      'tables',
      'schema',
      'watermarks',
      'deletes',
      'keys',
      'warnings',
      'statements',
      'sql',
      'cost',
    ]);
    for (const id of sections(page)) expect(page).toContain(`<a href="#${id}">`);
  });

  it('has no section where there is nothing to tell', () => {
    const table: TableReport = { ...emptyStory(), table: 'public.t', status: 'unaccounted', error: 'E', cause: 'c' };
    const { cost: _, ...report } = withTables([table]);
    expect(sections(renderReport(report))).toEqual(['failures', 'tables']);
  });

  it('draws one bar a table, failed ones first', () => {
    const bars = [...section(page, 'timeline').matchAll(/<g class="bar is-(\w+)">/g)].map(([, status]) => status);
    expect(bars).toHaveLength(12);
    expect(bars.slice(0, 3)).toEqual(['failed', 'failed', 'committed']);
    for (const phase of ['planned', 'running', 'verifying', 'failed']) {
      expect(section(page, 'timeline')).toContain(`<rect class="${phase}"`);
    }
  });

  it('tells of a failure what is needed to look further', () => {
    const failures = section(page, 'failures');
    expect(failures).toContain('sales.order_items <small>StatementFailed</small>');
    expect(failures).toContain('ERROR: permission denied for relation order_items');
    expect(failures).toContain('c016234e-5c6c-4bc5-bb16-2c5b8f000001');
    expect(failures).toContain('Redshift query <code>4182001</code>');
    expect(failures).toContain('UNLOAD (&#39;SELECT');
  });

  it('gives the reasons, and numbers with their exact values', () => {
    const tables = section(page, 'tables');
    expect(tables).toContain('window<small>replication key updated_at, by its name</small>');
    expect(tables).toContain('page<small>about 640 rows: one SELECT is quicker than an UNLOAD</small>');
    expect(tables).toContain('title="459,666,667 bytes in 2 files"');
    expect(tables).toContain('<small>2 quarantined</small>');
    expect(tables).toContain('<small>group sales</small>');
  });

  it('shows the arithmetic of the cost', () => {
    const cost = section(page, 'cost');
    expect(cost).toMatch(/run 1 × 11 \+ tables 10 × 12 \+ failed 2 × 5 \+ polls \d+ × 3/);
    expect(cost).toContain('https://aws.amazon.com/step-functions/pricing/');
    expect(cost).toContain('what Redshift takes');
  });

  it('loads nothing, and lets no script run but its own', () => {
    expect(page).toContain('content="default-src &#39;none&#39;');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/\ssrc=|@import|<link|url\((?!#)/);
    expect(page).not.toMatch(/\son\w+="/);
  });

  it('has a name for each drawing, and heads for each column', () => {
    expect(page).toContain('role="img" aria-labelledby="timeline-t"');
    expect(page).not.toMatch(/<th(?! scope=)[ >]/);
    expect(page.match(/<h1/g)).toHaveLength(1);
  });
});

it('names the tables of a run in its head no second time', () => {
  const page = renderReport(sampleReport(3, [0]));
  const head = /<div class="end".*?<\/div>/s.exec(page)?.[0] ?? '';
  expect(head).toContain('{&quot;retryFailedOf&quot;');
  expect(head).not.toContain('permission denied');
});

it('gives the whole cause of what ended the run early', () => {
  const report = withTables([], {
    status: 'failed',
    error: 'StatementFailed',
    cause: 'ERROR: a\n  Hint: b\n  Where: c',
  });
  expect(renderReport(report)).toContain('ERROR: a\n  Hint: b\n  Where: c');
});

it('of a dry run shows the SQL and no timeline', () => {
  const planned: TableReport = {
    ...emptyStory(),
    table: 'public.t',
    status: 'planned',
    method: 'unload',
    sqls: ['SELECT 7'],
  };
  const { cost: _, ...report } = withTables([planned], { status: 'dry run' });
  const page = renderReport(report);
  expect(sections(page)).toEqual(['tables', 'sql']);
  expect(page).toContain('SELECT 7');
  expect(page).toContain('Tables planned');
});

it('shows every text as text, wherever it comes from', () => {
  const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\'';
  const every = JSON.parse(JSON.stringify(sampleReport(4, [1])), (_key, value) =>
    typeof value === 'string' && !/^\d{4}-|^(committed|failed|window|snapshot)$/.test(value)
      ? `${evil}${value}`
      : value,
  ) as Report;
  const page = renderReport(every);
  expect(page).toContain('&lt;script&gt;alert(1)');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/="[^"]*<script/);
});

describe('the size of the page', () => {
  const MAX_BYTES = 3_100_000;

  it('of 2,000 tables is about 3 MB', () => {
    const page = renderReport(sampleReport(2_000, [3, 77, 1_500]));
    expect(Buffer.byteLength(page)).toBeLessThan(MAX_BYTES);
    expect(page.match(/<g class="bar/g)).toHaveLength(2_000);
    expect(section(page, 'sql')).toMatch(/That of 1,\d+ more tables is in report\.json/);
    expect(section(page, 'failures').match(/<details>/g)).toHaveLength(3);
  });

  it('stays so when all of them failed with long causes and long SQL', () => {
    const report = sampleReport(
      2_000,
      Array.from({ length: 2_000 }, (_, i) => i),
    );
    const tables = report.tables.map((table) => ({
      ...table,
      cause: '"'.repeat(8_000),
      sqls: [...table.sqls, 'x'.repeat(20_000)],
    }));
    const page = renderReport({ ...report, tables });
    expect(Buffer.byteLength(page)).toBeLessThan(2 * MAX_BYTES);
    expect(page.match(/<article class="failure">/g)).toHaveLength(2_000);
    expect(page).toContain('… (in full in report.json)');
  });
});
