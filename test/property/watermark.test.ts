import fc from 'fast-check';
import { formatRedshiftType } from '../../lambdas/core/catalog/redshift-type';
import { checkReplicationKey, type KeyType } from '../../lambdas/core/catalog/replication-key';
import { ReplicationKeyInvalid } from '../../lambdas/core/errors';
import { isNumberKey, keyOfNumber, numberOfKey } from '../../lambdas/core/progress/key-number';
import {
  compareWatermarks,
  parseWatermark,
  watermarkLiteral,
  watermarkText,
} from '../../lambdas/core/progress/watermark';
import { Sql, sql } from '../../lambdas/core/sql/sql';
import { type Fixture, openFixture, rows } from '../local/redshift/warehouse-fixture';
import { keyTypes, keyValues } from '../support/key-values';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
});
afterAll(() => f.close());

const of = (type: string): KeyType => checkReplicationKey({ name: 'k', type, nullable: true });

describe.each(keyTypes)('a watermark of type %s', (name) => {
  const type = of(name);

  it('goes through the database and back, to the last digit, whatever the time zone', async () => {
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata');
    await fc.assert(
      fc.asyncProperty(fc.array(keyValues(type), { minLength: 1, maxLength: 15 }), zones, async (values, zone) => {
        await f.admin.execute(`set timezone to '${zone}'`);
        await f.admin.execute('drop table if exists public.w');
        await f.admin.execute(`create table public.w (n int, k ${formatRedshiftType(type)})`);
        for (const [n, value] of values.entries()) {
          await f.admin.execute(`insert into public.w values (${n}, ${watermarkLiteral(type, value).text})`);
        }
        const texts = await rows(f.admin, `select ${watermarkText(type)(sql`k`).text} from public.w order by n`);
        expect(texts).toEqual(values.map((value) => [value]));
        for (const value of new Set(values)) {
          const same = `select count(*) from public.w where k = ${watermarkLiteral(type, value).text}`;
          const expected = values.filter((other) => compareWatermarks(type, value, other) === 0).length;
          expect(await rows(f.admin, same)).toEqual([[BigInt(expected)]]);
        }
      }),
      { numRuns: 4, seed: 5 },
    );
  });

  it('is the greatest of them as the database has it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(keyValues(type), { minLength: 1, maxLength: 12 }), async (values) => {
        const union = values.map((value) => `select ${watermarkLiteral(type, value).text} as k`).join(' union all ');
        const query = `select ${watermarkText(type)(sql`m`).text} from (select max(k) as m from (${union}) u) v`;
        const [[found] = []] = await rows(f.admin, query);
        const greatest = values.reduce((a, b) => (compareWatermarks(type, a, b) >= 0 ? a : b));
        expect(compareWatermarks(type, parseWatermark(type, String(found)), greatest)).toBe(0);
      }),
      { numRuns: 10, seed: 6 },
    );
  });

  it('has one spelling', () => {
    fc.assert(
      fc.property(keyValues(type), (value) => {
        expect(parseWatermark(type, value)).toBe(value);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe.each(keyTypes.filter((name) => !/char/.test(name)))('the number of a %s', (name) => {
  const type = of(name);

  it('orders and names the values', () => {
    if (!isNumberKey(type)) throw new Error('not a number');
    fc.assert(
      fc.property(keyValues(type), keyValues(type), (a, b) => {
        const [x, y] = [numberOfKey(type, a), numberOfKey(type, b)];
        if (x === undefined || y === undefined) throw new Error('no number');
        expect(keyOfNumber(type, x)).toBe(a);
        expect(Math.sign(compareWatermarks(type, a, b))).toBe(x === y ? 0 : x < y ? -1 : 1);
      }),
      { numRuns: 200, seed: 8 },
    );
  });
});

describe('values that have no exact text', () => {
  it.each([
    ['date', '0044-03-15 BC'],
    ['date', '10000-01-01'],
    ['timestamp', '0001-12-31 23:59:59 BC'],
    ['timestamp', '10000-01-01 00:00:00'],
    ['timestamptz', '0044-03-15 00:00:00+00 BC'],
    ['timestamptz', '9999-12-31 23:59:59.999999-01'],
  ])('a %s of %s is refused by name', async (name, value) => {
    const type = of(name);
    const query = `select ${watermarkText(type)(Sql.trusted(`CAST('${value}' AS ${name})`)).text}`;
    const [[text] = []] = await rows(f.admin, query);
    expect(() => parseWatermark(type, String(text))).toThrow(ReplicationKeyInvalid);
  });

  it.each(keyTypes)('NULL stays NULL in a %s', async (name) => {
    expect(
      await rows(f.admin, `select ${watermarkText(of(name))(sql`k`).text} from (select cast(null as ${name}) as k) v`),
    ).toEqual([[null]]);
  });
});
