import {
  checkReplicationKey,
  INFERRED_KEY_NAMES,
  inferReplicationKey,
} from '../../../../lambdas/core/catalog/replication-key';
import { ReplicationKeyInvalid, TypeNotSupported } from '../../../../lambdas/core/errors';

const columns = (types: Record<string, string>) =>
  Object.entries(types).map(([name, type]) => ({ name, type, nullable: true }));

describe('inferReplicationKey', () => {
  it.each(INFERRED_KEY_NAMES)('finds %s', (name) => {
    const found = inferReplicationKey(columns({ id: 'bigint', [name]: 'timestamp without time zone' }));
    expect(found).toMatchObject({ column: { name } });
  });

  it.each([
    [
      'the order of the list, not of the table',
      { updated: 'timestamp', last_update: 'timestamp', updated_at: 'timestamptz' },
      'updated_at',
    ],
    ['letter case aside', { Last_Modified: 'timestamp with time zone' }, 'Last_Modified'],
    ['a later name where the first has another type', { updated_at: 'date', modified_on: 'timestamp' }, 'modified_on'],
    ['the timestamp of two spellings', { updated_at: 'integer', UPDATED_AT: 'timestamp' }, 'UPDATED_AT'],
  ])('by %s', (_, types, name) => {
    expect(inferReplicationKey(columns(types))).toMatchObject({ column: { name } });
  });

  it.each([
    [
      'names that do not move with an update',
      { created_at: 'timestamp', inserted_at: 'timestamp', my_updated_at: 'timestamp' },
      'no timestamp column has a name such as updated_at, last_updated, last_update',
    ],
    [
      'a date',
      { updated_at: 'date' },
      'no timestamp column has a name such as updated_at, last_updated, last_update (updated_at is date)',
    ],
    [
      'types that are unknown',
      { updated_at: 'integer[]' },
      'no timestamp column has a name such as updated_at, last_updated, last_update (updated_at is integer[])',
    ],
    [
      'two at once',
      { Updated_At: 'timestamp', updated_at: 'timestamp' },
      'Updated_At and updated_at could both be the key: name one as replicationKey',
    ],
    ['no columns', {}, 'no timestamp column has a name such as updated_at, last_updated, last_update'],
  ])('takes none for %s, and says why', (_, types, why) => {
    expect(inferReplicationKey(columns(types))).toEqual({ why });
  });
});

describe('checkReplicationKey', () => {
  const check = (type: string) => checkReplicationKey({ name: 'k', type, nullable: true });

  it.each([
    ['timestamp without time zone', { base: 'timestamp' }],
    ['timestamp with time zone', { base: 'timestamptz' }],
    ['date', { base: 'date' }],
    ['smallint', { base: 'smallint' }],
    ['integer', { base: 'integer' }],
    ['bigint', { base: 'bigint' }],
    ['numeric(12,2)', { base: 'numeric', precision: 12, scale: 2 }],
    ['character varying(30)', { base: 'varchar', length: 30 }],
    ['character(3)', { base: 'char', length: 3 }],
  ])('takes %s', (type, expected) => {
    expect(check(type)).toEqual(expected);
  });

  it.each([
    ['real', /is real .*no exact text of a float/],
    ['double precision', /no exact text of a float/],
    ['boolean', /two values/],
    ['time', /starts over every day/],
    ['time with time zone', /starts over every day/],
    ['interval year to month', /not a point in time/],
    ['interval day to second', /not a point in time/],
    ['super', /have no order/],
    ['varbyte(9)', /no text that compares/],
    ['geometry', /no order/],
    ['geography', /no order/],
    ['hllsketch', /no order/],
    ['oid', /of the catalogs/],
    ['name', /of the catalogs/],
    ['"char"', /of the catalogs/],
  ])('refuses %s, saying why and what to do', (type, why) => {
    expect(() => check(type)).toThrow(ReplicationKeyInvalid);
    expect(() => check(type)).toThrow(why);
    expect(() => check(type)).toThrow(/column "k" .*set mode: full/);
  });

  it('leaves unknown types to their own error', () => {
    expect(() => check('integer[]')).toThrow(TypeNotSupported);
  });
});
