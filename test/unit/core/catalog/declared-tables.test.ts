import { declaredTables } from '../../../../lambdas/core/catalog/declared-tables';
import { chooseRead } from '../../../../lambdas/core/catalog/read-choice';
import { resolveTableOptions } from '../../../../lambdas/core/config/resolve-table-options';
import { pipelineOf } from '../config/pipeline-of';

const lines = (more: string) => `discover: false
${more}tables:
  Sales."Order Items":
    columnTypes:
      ID: bigint
      Line No: integer
      note: varchar(20)
    primaryKey: [ID, Line No]
  public.plain:
    columnTypes: { at: timestamptz }`;

describe('declaredTables', () => {
  it('makes a catalog of the file, folded as Redshift folds names', () => {
    expect(declaredTables(pipelineOf(lines('')))).toEqual([
      {
        schema: 'sales',
        name: 'order items',
        kind: 'table',
        columns: [
          { name: 'id', type: 'bigint', nullable: true },
          { name: 'line no', type: 'integer', nullable: true },
          { name: 'note', type: 'varchar(20)', nullable: true },
        ],
        primaryKey: ['id', 'line no'],
      },
      {
        schema: 'public',
        name: 'plain',
        kind: 'table',
        columns: [{ name: 'at', type: 'timestamptz', nullable: true }],
        primaryKey: [],
      },
    ]);
  });

  it('keeps the case of names where it counts', () => {
    const [table] = declaredTables(pipelineOf(lines('caseSensitiveIdentifiers: true\n')));
    expect(table).toMatchObject({ schema: 'Sales', name: 'Order Items', primaryKey: ['ID', 'Line No'] });
    expect(table?.columns.map(({ name }) => name)).toEqual(['ID', 'Line No', 'note']);
  });

  it.each(['', 'caseSensitiveIdentifiers: true\n'])('is read by the options of the same file (%j)', (more) => {
    const pipeline = pipelineOf(lines(more));
    for (const table of declaredTables(pipeline)) {
      const choice = chooseRead(table, resolveTableOptions(pipeline, table), table.name, more !== '');
      expect(choice.primaryKey).toEqual(table.primaryKey);
      expect(choice.columns).toEqual(table.columns);
    }
  });
});
