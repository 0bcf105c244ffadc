import { mapColumn } from '../../lambdas/core/catalog/column-mapping';
import { readPage, section, tableRows } from './markdown';

const rows = tableRows(section(readPage('docs/design.md'), 'Types'));

/** A type, and how the table names it. */
const CASES: [type: string, label: string][] = [
  ['smallint', '`SMALLINT`'],
  ['integer', '`INTEGER`'],
  ['oid', '`OID`'],
  ['bigint', '`BIGINT`'],
  ['numeric(12,2)', '`NUMERIC(p,s)`'],
  ['real', '`REAL`'],
  ['double precision', '`DOUBLE PRECISION`'],
  ['boolean', '`BOOLEAN`'],
  ['date', '`DATE`'],
  ['timestamp', '`TIMESTAMP`'],
  ['timestamptz', '`TIMESTAMPTZ`'],
  ['char(3)', '`CHAR(n)`'],
  ['varchar(3)', '`VARCHAR(n)`'],
  ['name', '`NAME`'],
  ['"char"', '`"char"`'],
  ['time', '`TIME`'],
  ['timetz', '`TIMETZ`'],
  ['interval year to month', '`INTERVAL`'],
  ['interval day to second', '`INTERVAL`'],
  ['super', '`SUPER`'],
  ['varbyte(10)', '`VARBYTE`'],
  ['geometry', '`GEOMETRY`'],
  ['geography', '`GEOGRAPHY`'],
];

describe('types table of docs/design.md', () => {
  it.each(CASES)('%s', (type, label) => {
    const row = rows.find(([name]) => name?.split(', ').includes(label));
    const mapping = mapColumn({ name: 'c', type, nullable: true });
    const { parquet } = mapping;
    const general = (text: string): string => text.replace('(12,2)', '(p,s)');
    expect(row?.[4]).toBe(`\`${general(mapping.sparkType)}\``);
    expect(row?.[5]).toBe(`\`${general(mapping.glueType)}\``);
    const logical = 'logical' in parquet ? `, ${parquet.logical}${parquet.logical === 'DECIMAL' ? '(p,s)' : ''}` : '';
    const encoding = mapping.encoding === undefined ? '' : `; \`encoding: ${mapping.encoding}\``;
    expect(row?.[3]).toBe(`${parquet.physical}${logical}${encoding}`);
    const bare = mapping.unloadSelect.text.replaceAll('"c"', 'c').replace('VARCHAR(3)', 'VARCHAR(n)');
    if (row?.[1]?.startsWith('`') === true && row[1] !== '`CAST` to VARCHAR') expect(row[1]).toBe(`\`${bare}\``);
  });

  it('names the type that only pages hold', () => {
    expect(mapColumn({ name: 'c', type: 'hllsketch', nullable: true })).toMatchObject({ pagesOnly: true });
    expect(rows.find(([name]) => name === '`HLLSKETCH`')?.[1]).toMatch(/^refused/);
  });
});
