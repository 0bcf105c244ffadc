import { assemblyFolder } from '../support/assemblies';
import { Dice } from '../support/change-history';
import { LoadBench } from '../support/load-bench';

jest.setTimeout(480_000);

const NAMES = ['Order Completed', 'Product Viewed', 'Signed Up'];
const VALUES: readonly unknown[] = [1, 2.5, '7', 'a text', true, null, '2026-01-01T00:00:00Z', [1, 'x'], { deep: 3 }];

/** Events of every type, whose properties are of another type now and then, and some that come twice. */
const eventsOf = (dice: Dice): object[] => {
  const value = () => VALUES[dice.below(VALUES.length)];
  const events = Array.from({ length: 80 }, (_, n) => {
    const received = new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();
    const common = {
      messageId: `m${n}`,
      userId: `u${dice.below(4)}`,
      anonymousId: `a${dice.below(9)}`,
      context: { ip: '10.0.0.1', [`extra ${dice.below(3)}`]: value() },
      ...{ receivedAt: received, sentAt: received, originalTimestamp: received },
    };
    const some = Object.fromEntries(['price', 'itemCount', 'note', 'At'].map((name) => [name, value()]));
    const kind = dice.below(5);
    if (kind === 0) return { ...common, type: 'identify', traits: some };
    if (kind === 1) return { ...common, type: 'page', name: 'Home', properties: some };
    return { ...common, type: 'track', event: NAMES[dice.below(NAMES.length)], properties: some };
  });
  return [...events, ...events.filter((_, n) => n % 11 === 0)];
};

/** All tables of the schema: columns by name and type, rows in an order of their own. */
const loaded = async (files: readonly (readonly object[])[]): Promise<Record<string, unknown>> => {
  const bench = await LoadBench.open({ assembly: assemblyFolder('clickstream') });
  try {
    for (const [n, lines] of files.entries()) await bench.env.putLines(`clicks/${n}.json.gz`, lines, true);
    const { status, cause } = await bench.env.run('web');
    expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    const columns = await bench.rows(
      `SELECT table_name, column_name, data_type, character_maximum_length FROM information_schema.columns
       WHERE table_schema = 'web' AND table_name NOT LIKE 'shuttle%' AND column_name <> 'uuid_ts'`,
    );
    const found: Record<string, unknown> = {};
    for (const table of new Set(columns.map(([name]) => name ?? ''))) {
      const ofTable = columns.filter(([name]) => name === table);
      const names = ofTable.map(([, column]) => `"${column}"`).sort();
      const rows = await bench.rows(`SELECT ${names.join(', ')} FROM web."${table}"`);
      found[table] = {
        columns: ofTable.map((column) => column.join(' ')).sort(),
        rows: rows.map((row) => JSON.stringify(row)).sort(),
      };
    }
    return found;
  } finally {
    await bench.close();
  }
};

it('the same events in any order, cut into files in any way, give the same tables', async () => {
  const dice = new Dice(17);
  const events = eventsOf(dice);
  const expected = await loaded([events]);
  expect(Object.keys(expected).sort()).toEqual([
    'identifies',
    'order_completed',
    'pages',
    'product_viewed',
    'signed_up',
    'tracks',
    'users',
  ]);
  const files: object[][] = Array.from({ length: 5 }, () => []);
  for (const event of dice.shuffled(events)) files[dice.below(files.length)]?.push(event);
  expect(await loaded(files)).toEqual(expected);
});
