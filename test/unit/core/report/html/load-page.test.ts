import { emptyLoad } from '../../../../../lambdas/core/load-report/account-loads';
import { type LoadReport, loadReportDocument, loadTotals } from '../../../../../lambdas/core/load-report/load-report';
import { formatDocument, parseDocument } from '../../../../../lambdas/core/progress/stored-document';
import { renderLoadReport } from '../../../../../lambdas/core/report/html/load-page';
import { sampleLoadReport } from '../../../../support/sample-load-report';

const sections = (page: string) => [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
const section = (page: string, id: string) => new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)?.[0] ?? '';
const rowOf = (text: string, name: string) =>
  new RegExp(`<tr[^>]*><th scope="row">${name}<.*?</tr>`, 's').exec(text)?.[0] ?? '';

const sample = sampleLoadReport(12, [1, 4], 1);
/** A run without anything but its tables. */
const bare = (more: Partial<LoadReport> = {}): LoadReport => {
  const { collected: _, cost: __, refusedTables: ___, warnings: ____, ...rest } = sampleLoadReport(0);
  return {
    ...rest,
    unread: { count: 0, keys: [] },
    quarantinedObjects: { count: 0, objects: [] },
    badRows: { rows: 0, reasons: [], locations: [] },
    ...more,
  };
};

it('is of a report that is stored', () => {
  expect(parseDocument(loadReportDocument, formatDocument(loadReportDocument, sample), 'b/report.json')).toEqual(
    sample,
  );
});

describe('the page of a load run', () => {
  const page = renderLoadReport(sample);

  it('has a section for all there is to tell, failures first', () => {
    expect(sections(page)).toEqual([
      'failures',
      'intake',
      'refused',
      'bad',
      'quarantine',
      'tables',
      'timeline',
      'schema',
      'conflicts',
      'warnings',
      'statements',
      'sql',
      'cost',
    ]);
    for (const id of sections(page)) expect(page).toContain(`<a href="#${id}">`);
  });

  it('begins with how many tables, rows and objects there were', () => {
    const head = /<header>.*?<\/header>/s.exec(page)?.[0] ?? '';
    expect(head).toContain('load run');
    expect(head).toContain('<dd class="note">of 13; 2 failed, 1 waits</dd>');
    expect(head).toMatch(
      /<dt>Bad rows<\/dt><dd>2,081<\/dd><dd class="note">0\.05 % of the rows, 412 of tables not made, and 16 that Redshift refused/,
    );
    expect(head).toContain('3.9 GB; 310 left for the next run');
    expect(head).toContain('{&quot;retryFailedOf&quot;');
    expect(head).not.toContain('permission denied');
  });

  it('tells of a failure what people do, and what was applied before', () => {
    const failures = section(page, 'failures');
    expect(failures).toContain('raw.inventory_orders <small>StatementFailed</small>');
    expect(failures).toContain('permission denied for relation inventory_orders');
    expect(failures).toContain('<b>Fix</b> Run the SQL of npx shuttle grants');
    expect(failures).toContain('1 batch applied · 1 batch kept for the next run');
    expect(failures.match(/<article/g)).toHaveLength(2);
  });

  it('tells what came in, and what did not', () => {
    const intake = section(page, 'intake');
    expect(intake).toContain('an earlier run took it and did not settle it');
    expect(rowOf(intake, 'archived')).toContain('restore it, or it is never loaded');
    expect(rowOf(intake, 'archived')).toContain('old.json.gz');
    expect(intake.match(/the gzip ends in the middle/g)).toHaveLength(20);
    expect(intake).toContain('And 2 more.');
    expect(intake).toContain('topics/inventory.public.stock/partition=0/000017.json.gz');
    expect(intake).toMatch(/Staging<\/dt><dd>50 s/);
  });

  it('gives reasons and places of the rows that are not loaded', () => {
    expect(rowOf(section(page, 'bad'), 'the record is not JSON')).toContain('<td class="n">31</td>');
    const places = section(page, 'quarantine');
    expect(rowOf(places, 'bad')).toContain('s3://lake/shuttle/cdc/quarantine/');
    expect(rowOf(places, 'refused')).toMatch(/raw\.inventory_order_lines<.*<td class="n">7<\/td>/s);
    expect(rowOf(places, 'set aside')).toMatch(/raw\.inventory_web_events<.*<td class="n">2<\/td>/s);
  });

  it('names new tables that were not made, with what to do and how many more there are', () => {
    const refused = section(page, 'refused');
    expect(refused).toContain('<h2 id="refused-h">Tables not made <small>23</small></h2>');
    expect(refused).toContain('23 tables with 412 rows would be new beyond the 100 that a run makes.');
    expect(refused).toContain('raise maxNewTables and reload the objects');
    expect(rowOf(refused, 'viewed_4711')).toContain('<td class="n">39</td>');
    expect(refused.match(/<th scope="row">/g)).toHaveLength(20);
    expect(refused).toContain('And 3 tables with 12 rows.');
    expect(
      rowOf(section(page, 'bad'), 'its table would be new, beyond the 100 that a run makes \\(maxNewTables\\)'),
    ).toContain('<td class="n">412</td>');
  });

  it('warns of the run first, then of its tables', () => {
    const warnings = [...section(page, 'warnings').matchAll(/<li>(.*?)<\/li>/g)].map(([, words = '']) => words);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^9,021 of 9,900 tables that the warehouse can hold/);
    expect(warnings[1]).toMatch(/^<b>raw\.inventory_\w+<\/b> 12 rows of the tail wait/);
  });

  it('shows the fates of a table’s rows as a bar of 100 %, and in numbers', () => {
    const row = rowOf(section(page, 'tables'), 'raw.inventory_web_events');
    const bar = [...row.matchAll(/class="f-(\w+)" x="([\d.]+)%" width="([\d.]+)%"/g)];
    expect(bar.map(([, fate]) => fate)).toEqual(['applied', 'superseded', 'stale', 'setAside', 'bad']);
    expect(bar.reduce((sum, [, , , width]) => sum + Number(width), 0)).toBeCloseTo(100, 1);
    // Each begins where the one before ends; a fate of two rows can be seen.
    for (const [i, [, , x]] of bar.entries()) {
      const before = bar[i - 1];
      expect(Number(x)).toBeCloseTo(before ? Number(before[2]) + Number(before[3]) : 0, 1);
    }
    expect(Number(bar[3]?.[3])).toBeGreaterThan(1);
    expect(row).toContain('264,367 applied · 49,294 superseded · 18,290 stale · 2 set aside · 1,334 bad');
  });

  it('gives modes with reason and key, and says what waits', () => {
    const tables = section(page, 'tables');
    expect(rowOf(tables, 'raw.inventory_customers')).toContain(
      'merge<small>the key is known from the source</small><small>key <code>id</code></small>',
    );
    expect(rowOf(tables, 'raw.inventory_customers')).toContain('<small>from inventory.customers</small>');
    expect(rowOf(tables, 'raw.inventory_stock_12')).toMatch(
      /waiting<small>the input of this run leaves it out<.*1 not applied/s,
    );
    expect(tables.lastIndexOf('is-waiting')).toBeGreaterThan(tables.lastIndexOf('is-applied'));
  });

  it('tells what was done to the targets, but not to the load’s own tables', () => {
    const schema = section(page, 'schema');
    expect(schema).toContain('<td>table created</td><td><code>raw.inventory_customers</code></td>');
    expect(schema).toContain('id varchar(64), email varchar(64)');
    expect(schema).not.toContain('ledger');
    const conflicts = section(page, 'conflicts');
    expect(conflicts).toContain('to column <code>quantity_numeric</code>');
    expect(conflicts).toContain('to the quarantine, with their rows');
  });

  it('draws one bar a table, batch after batch', () => {
    const timeline = section(page, 'timeline');
    const bars = [...timeline.matchAll(/<g class="bar is-(\w+)"><title>(.*?)<\/title>(.*?)<\/g>/gs)];
    expect(bars.map(([, status]) => status).slice(0, 3)).toEqual(['failed', 'failed', 'applied']);
    expect(bars).toHaveLength(12);
    const two = bars.find(([, , title]) => title?.startsWith('raw.inventory_orders_9:'))?.[3] ?? '';
    expect(two.match(/class="running"/g)).toHaveLength(2);
    expect(timeline).toContain('applying in Redshift');
    expect(timeline).toContain('</b> applied</li>');
  });

  it('lists batches with their statements, and the arithmetic of the cost', () => {
    const row = rowOf(section(page, 'statements'), 'raw.inventory_order_lines');
    expect(row).toContain('<small><code>c016234e-5c6c-4bc5-bb16-2c5b8f000002</code></small>');
    expect(section(page, 'cost')).toMatch(/run 1 × 8 \+ collecting 1 × 2 \+ objects 1 × 3 \+ groups 60 × 2/);
  });

  it('loads nothing, and lets no script run but its own', () => {
    expect(page).toContain('content="default-src &#39;none&#39;');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/\ssrc=|@import|<link|url\((?!#)/);
    expect(page).not.toMatch(/\son\w+="/);
    expect(page).not.toMatch(/<th(?! scope=)[ >]/);
  });

  it('has a style for each fate and a pattern for each style that names one', () => {
    for (const [, name] of page.matchAll(/url\(#([\w-]+)\)/g)) expect(page).toContain(`<pattern id="${name}"`);
    for (const [, fate] of page.matchAll(/<rect class="f-(\w+)"/g)) expect(page).toContain(`.f-${fate} {`);
  });
});

describe('the page of a run', () => {
  const load = {
    source: { schema: 's', name: 't' },
    target: { schema: 'raw', name: 't' },
    batches: [{ batchId: 'b' }],
  };

  it('that found nothing new has little to tell', () => {
    const page = renderLoadReport(bare());
    expect(sections(page)).toEqual(['tables']);
    expect(page).not.toContain('NaN');
  });

  it('that refused one table says so in the singular, and has no more to tell', () => {
    const refusedTables = { max: 1, count: 1, rows: 1, tables: [{ name: 'viewed_1', rows: 1 }] };
    const refused = section(renderLoadReport(bare({ refusedTables })), 'refused');
    expect(refused).toContain('1 table with 1 row would be new beyond the 1 that a run makes.');
    expect(refused).not.toContain('And ');
  });

  it('that ended before its tables says what they wait for, and takes no share of rows that it does not know', () => {
    const tables = [{ ...emptyLoad(load), status: 'waiting' as const, cause: 'the run ended before its tables' }];
    const page = renderLoadReport(
      bare({
        status: 'failed',
        error: 'TooManyBadRows',
        cause: 'half of the rows are bad',
        badRows: { rows: 9, reasons: [{ reason: 'r', rows: 7 }], locations: [] },
        tables,
        totals: loadTotals(tables),
      }),
    );
    expect(page).toContain('<strong>TooManyBadRows</strong> half of the rows are bad');
    expect(page).toContain('<dt>Bad rows</dt><dd>9</dd></div>');
    expect(page).toContain('And 2 rows for other reasons.');
    expect(sections(page)).toEqual(['bad', 'tables']);
  });

  it('of a dry run shows what would be loaded', () => {
    const tables = [
      { ...emptyLoad(load), status: 'planned' as const, writeMode: 'merge' as const, sqls: ['SELECT 7'] },
    ];
    const page = renderLoadReport(bare({ status: 'dry run', tables, totals: loadTotals(tables) }));
    expect(sections(page)).toEqual(['tables', 'sql']);
    expect(page).toContain('Tables planned');
    expect(page).toContain('SELECT 7');
  });

  it('says where the base of an extract pipeline was written in another mode', () => {
    const report = sampleLoadReport(1);
    const [table] = report.tables;
    const batches = (table?.batches ?? []).map((batch) => ({ ...batch, writeMode: 'replace' as const }));
    expect(renderLoadReport({ ...report, tables: [{ ...table!, batches }] })).toContain('merge; 1 batch: replace');
  });
});

it('shows every text as text, wherever it comes from', () => {
  const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\'';
  const kept = /^\d{4}-|^(applied|failed|waiting|merge|scd2|append|column added|table created|schema created)$/;
  const every = JSON.parse(JSON.stringify(sampleLoadReport(6, [1], 1)), (_key, value) =>
    typeof value === 'string' && !kept.test(value) ? `${evil}${value}` : value,
  ) as LoadReport;
  const page = renderLoadReport(every);
  expect(page).toContain('&lt;script&gt;alert(1)');
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/="[^"]*<script/);
});

it('of 2,000 tables is under 4 MB', () => {
  const page = renderLoadReport(sampleLoadReport(2_000, [3, 77, 1_500]));
  expect(Buffer.byteLength(page)).toBeLessThan(4_000_000);
  expect(page.match(/<g class="bar/g)).toHaveLength(2_000);
  expect(section(page, 'statements')).toMatch(/1,\d+ more are in report\.json/);
});
