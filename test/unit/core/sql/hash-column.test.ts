import { createHash } from 'node:crypto';
import { mapColumn } from '../../../../lambdas/core/catalog/column-mapping';
import { schemaColumn, schemaVersion } from '../../../../lambdas/core/catalog/table-schema';
import { TypeNotSupported } from '../../../../lambdas/core/errors';
import { type Fixture, openFixture, rows, run } from '../../../local/redshift/warehouse-fixture';

const hashed = (type: string, name = 'c') => mapColumn({ name, type, nullable: true, hash: true });
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a hashed column', () => {
  it('is read as a hash by both methods', () => {
    const mapping = hashed('varchar(20)', `o"c`);
    const text = 'CASE WHEN "o""c" IS NULL THEN NULL ELSE CAST(SHA2("o""c", 256) AS VARCHAR(64)) END';
    expect(mapping).toMatchObject({ name: `o"c`, pageForm: 'text', nullable: true });
    expect(mapping.unloadSelect.text).toBe(text);
    expect(mapping.pageSelect.text).toBe(text);
  });

  it.each(['bigint', 'varchar(64)', 'timestamptz', 'varbyte(9)'])(
    'of type %s lies in the files as 64 hex digits',
    (type) => {
      expect(hashed(type)).toMatchObject({
        redshiftType: 'varchar(64)',
        encoding: 'sha256',
        parquet: { physical: 'BYTE_ARRAY', logical: 'STRING' },
        sparkType: 'string',
        glueType: 'string',
      });
    },
  );

  it.each(['bigint', 'varchar(64)', 'char(64)'])('of type %s has another schema version than in clear', (type) => {
    const versionOf = (hash: boolean) =>
      schemaVersion([schemaColumn(mapColumn({ name: 'c', type, nullable: true, ...(hash && { hash: true }) }))]);
    expect(versionOf(true)).not.toBe(versionOf(false));
    expect(versionOf(true)).toBe(versionOf(true));
  });

  it.each([
    ['real', /"c" is real and cannot be hashed: Redshift has no exact text of a float\. List it under columns\.drop/],
    ['double precision', /no exact text/],
    ['interval day to second', /settings of the session/],
    ['interval year to month', /settings of the session/],
    ['super', /several texts/],
    ['hllsketch', /no text/],
  ])('cannot be of type %s', (type, message) => {
    expect(() => hashed(type)).toThrow(TypeNotSupported);
    expect(() => hashed(type)).toThrow(message);
  });
});

describe('the hash', () => {
  let f: Fixture;
  beforeAll(async () => {
    f = await openFixture();
  });
  afterAll(() => f.close());

  it.each([
    ['smallint', '-7', '-7'],
    ['bigint', '9223372036854775807', '9223372036854775807'],
    ['numeric(38,10)', '1.5', '1.5000000000'],
    ['numeric(12,2)', '-0.05', '-0.05'],
    ['boolean', 'true', 'true'],
    ['boolean', 'false', 'false'],
    ['date', "'2026-01-31'", '2026-01-31'],
    ['timestamp', "'2026-01-31 10:20:30.123456'", '2026-01-31 10:20:30.123456'],
    ['timestamptz', "'2026-01-31 10:20:30.5+02'", '2026-01-31 08:20:30.500000'],
    ['char(9)', "'ab '", 'ab'],
    ['varchar(30)', "'ann@x.org'", 'ann@x.org'],
    ['varchar(30)', "'Größe 🚀'", 'Größe 🚀'],
    ['varchar(30)', "''", ''],
    ['time', "'10:20:30'", '10:20:30'],
    ['varbyte(4)', "to_varbyte('00FF', 'hex')", '00ff'],
    ['geometry', "st_geomfromtext('POINT(1 2)')", undefined],
  ])('of %s %s is that of its text', async (type, value, text) => {
    await run(
      f.admin,
      'drop table if exists public.h',
      `create table public.h (c ${type})`,
      `insert into public.h values (${value}), (null)`,
    );
    const { unloadSelect, pageSelect } = hashed(type);
    for (const zone of ['UTC', 'Asia/Kolkata']) {
      await f.admin.execute(`set timezone to '${zone}'`);
      const query = `select ${unloadSelect.text}, ${pageSelect.text} from public.h order by 1`;
      const hash = text === undefined ? expect.stringMatching(/^[0-9a-f]{64}$/) : sha(text);
      expect(await rows(f.admin, query)).toEqual([
        [hash, hash],
        [null, null],
      ]);
    }
  });

  it.each(['date', 'timestamp', 'timestamptz'])('of a %s tells the eras apart', async (type) => {
    await run(
      f.admin,
      'drop table if exists public.h',
      `create table public.h (c ${type})`,
      "insert into public.h values ('0044-03-15'), ('0044-03-15 BC'), ('12044-03-15')",
    );
    expect(await rows(f.admin, `select count(distinct ${hashed(type).unloadSelect.text}) from public.h`)).toEqual([
      [3n],
    ]);
  });
});
