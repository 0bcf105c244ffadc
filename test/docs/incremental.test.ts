import { applyDrift, type DriftPolicy } from '../../lambdas/core/catalog/apply-drift';
import { mapColumns } from '../../lambdas/core/catalog/column-mapping';
import { checkReplicationKey, INFERRED_KEY_NAMES } from '../../lambdas/core/catalog/replication-key';
import { schemaDifference } from '../../lambdas/core/catalog/schema-difference';
import type { CatalogColumn } from '../../lambdas/core/catalog/table';
import { schemaColumn } from '../../lambdas/core/catalog/table-schema';
import { EXTRACT_DEFAULTS } from '../../lambdas/core/config/extract-defaults';
import { ReplicationKeyInvalid, SchemaDrifted } from '../../lambdas/core/errors';
import { batchSchema, checkpointSchema } from '../../lambdas/core/progress/checkpoint';
import { windowSql } from '../../lambdas/core/sql/window';
import { MAX_CHUNKS } from '../../lib/workflows/extract-table';
import { readPage, section, tableRows } from './markdown';

const page = readPage('docs/incremental.md');
const rowOf = (heading: string, start: string): string[] => {
  const row = tableRows(section(page, heading)).find(([first]) => first?.startsWith(start));
  if (!row) throw new Error(`${heading} has no row ${start}`);
  return row;
};

describe('docs/incremental.md', () => {
  it('lists the names by which a key is found, in their order', () => {
    const names = INFERRED_KEY_NAMES.map((name) => `\`${name}\``).join(', ');
    expect(section(page, 'Choosing the key').replaceAll('\n', ' ')).toContain(`in this order: ${names}.`);
  });

  it('gives the numbers of the code', () => {
    expect(rowOf('Large loads: chunkBy', 'A run')[1]).toContain(`at most ${MAX_CHUNKS} chunks`);
    expect(section(page, 'Deletes')).toContain(`\`maxDeletes\` (${EXTRACT_DEFAULTS.maxDeletes})`);
    expect(rowOf('Full refresh', '`fullRefreshEvery: 500`')).toBeDefined();
    expect(EXTRACT_DEFAULTS.fullRefreshEvery).toBe(500);
  });

  it.each([
    ['timestamp', 'accepted', 'accepted', 'refused'],
    ['timestamptz', 'accepted', 'accepted', 'refused'],
    ['date', 'accepted', 'accepted', 'refused'],
    ['bigint', 'refused', 'refused', 'accepted'],
    ['numeric(10,2)', 'refused', 'refused', 'accepted'],
    ['varchar(20)', 'refused', 'refused', 'refused'],
  ])('says which of delay and lookback a key of type %s takes', (type, delay, duration, number) => {
    const taken = (option: object): string => {
      const key = { name: 'k', type: checkReplicationKey({ name: 'k', type, nullable: true }) };
      try {
        windowSql({ key, source: { schema: 's', name: 't' }, low: null, ...option });
        return 'accepted';
      } catch (error) {
        if (error instanceof ReplicationKeyInvalid) return 'refused';
        throw error;
      }
    };
    expect(taken({ delaySeconds: 60 })).toBe(delay);
    expect(taken({ lookback: { seconds: 60 } })).toBe(duration);
    expect(taken({ lookback: { value: '10' } })).toBe(number);
    const kind = /^timestamp/.test(type)
      ? 'Timestamps'
      : type === 'date'
        ? '`DATE`'
        : /^varchar/.test(type)
          ? 'Texts'
          : 'Numbers';
    const [, lookbacks, delays] = rowOf('Lookback and delay', kind);
    expect([lookbacks === 'refused', delays === 'refused']).toEqual([
      duration === 'refused' && number === 'refused',
      delay === 'refused',
    ]);
  });
});

/** What becomes of a change, in the words of the table. */
const CHANGES: [start: string, before: CatalogColumn[], after: CatalogColumn[]][] = [
  ['column added, without a default', [], [{ name: 'b', type: 'bigint', nullable: true, hasDefault: false }]],
  ['column added with a default', [], [{ name: 'b', type: 'bigint', nullable: true, hasDefault: true }]],
  ['column added with a default', [], [{ name: 'b', type: 'bigint', nullable: true }]],
  [
    'column added while one of the same type was dropped',
    [{ name: 'a', type: 'bigint', nullable: true }],
    [{ name: 'b', type: 'bigint', nullable: true, hasDefault: false }],
  ],
  ['column dropped', [{ name: 'a', type: 'bigint', nullable: true }], []],
  ['widened', [{ name: 'a', type: 'integer', nullable: true }], [{ name: 'a', type: 'bigint', nullable: true }]],
  ['widened', [{ name: 'a', type: 'varchar(3)', nullable: true }], [{ name: 'a', type: 'varchar(9)', nullable: true }]],
  [
    'any other change of type',
    [{ name: 'a', type: 'integer', nullable: true }],
    [{ name: 'a', type: 'varchar(9)', nullable: true }],
  ],
  [
    'any other change of type',
    [{ name: 'a', type: 'bigint', nullable: true }],
    [{ name: 'a', type: 'integer', nullable: true }],
  ],
];

describe('schema drift table of docs/incremental.md', () => {
  const outcome = (policy: DriftPolicy, before: CatalogColumn[], after: CatalogColumn[]): string => {
    const id: CatalogColumn = { name: 'id', type: 'bigint', nullable: false, hasDefault: false };
    const columns = [id, ...after];
    const schemaOf = (all: CatalogColumn[]) => mapColumns(all).map(schemaColumn);
    try {
      const drift = applyDrift(policy, schemaDifference(schemaOf([id, ...before]), schemaOf(columns)), columns, 't');
      if (drift.fullLoad !== undefined) return 'full read';
      return drift.columns.length < columns.length ? 'left out' : 'read on';
    } catch (error) {
      if (error instanceof SchemaDrifted) return 'refused';
      throw error;
    }
  };

  it.each(CHANGES)('%s: %j to %j', (start, before, after) => {
    const [, ...cells] = rowOf('Schema drift', start);
    const said = cells.map((cell) => /^(full read|left out|refused)/.exec(cell)?.[1] ?? 'read on');
    expect(said).toEqual((['evolve', 'freeze', 'fail'] as const).map((policy) => outcome(policy, before, after)));
  });

  it('has no other row', () => {
    expect(tableRows(section(page, 'Schema drift'))).toHaveLength(new Set(CHANGES.map(([start]) => start)).size);
  });
});

describe('docs/reading.md', () => {
  it('explains keys that current.json has', () => {
    const known = [...Object.keys(checkpointSchema.shape), ...Object.keys(batchSchema.shape)];
    const keys = tableRows(section(readPage('docs/reading.md'), 'What is there')).flatMap(([first = '']) =>
      [...first.matchAll(/`([\w[\].]+)`/g)].map(([, name = '']) => name),
    );
    expect(keys.length).toBeGreaterThan(12);
    const first = (name: string): string => name.replace(/^(batches\[\]|)\./, '').split('.')[0] ?? '';
    expect(keys.filter((name) => !known.includes(first(name)))).toEqual([]);
    for (const key of Object.keys(checkpointSchema.shape)) {
      if (
        ['formatVersion', 'committedBy', 'committedAt', 'table', 'destination', 'keySet', 'fingerprint'].includes(key)
      )
        continue;
      expect(keys).toContain(key);
    }
  });
});
