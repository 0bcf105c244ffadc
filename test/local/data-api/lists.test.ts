import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListDatabasesCommand,
  ListSchemasCommand,
  ListStatementsCommand,
  type ListStatementsCommandInput,
  paginateListStatements,
  paginateListTables,
} from '@aws-sdk/client-redshift-data';
import type { EngineField } from '../../../local/redshift/engine';
import type { StubAnswer } from '../../support/stub-engine';
import { type Rig, startRig, TARGET } from './rig';

let rig: Rig;
afterEach(() => rig.close());

/** `ROLE/session` as access key id. */
const callerOf = (key: string) => {
  const [roleId = '', sessionName = ''] = key.split('+');
  return { roleId, sessionName, dbUser: `IAMR:${roleId}` };
};

const names = async (input: ListStatementsCommandInput, key = 'ROLE+a') => {
  const { Statements } = await rig.clientAs(key).send(new ListStatementsCommand(input));
  return Statements?.map(({ StatementName }) => StatementName);
};
const submit = (StatementName: string, Sql = 'ok', key = 'ROLE+a') =>
  rig.clientAs(key).send(new ExecuteStatementCommand({ ...TARGET, Sql, StatementName }));

describe('ListStatements', () => {
  it('filters by state, name, role, session and target, newest first', async () => {
    rig = await startRig(
      { bad: { error: 'ERROR: no' } },
      { callerOf, latency: ({ sql }) => (sql === 'slow' ? 5000 : 0) },
    );
    await rig.busy(async () => {
      await submit('p/1/a');
      await submit('p/1/b', 'bad');
      await submit('p/2/a', 'slow');
      await submit('p/1/c', 'ok', 'ROLE+b');
      await submit('p/1/d', 'ok', 'OTHER+a');
      await rig.clientAs('ROLE+a').send(
        new BatchExecuteStatementCommand({
          ClusterIdentifier: 'c1',
          Database: 'analytics',
          StatementName: 'q',
          Sqls: ['x', 'y'],
        }),
      );
      await rig.clock.sleepWithinBusy(1);
      expect(await names({})).toEqual(['q', 'p/1/c', 'p/1/a']);
      expect(await names({ Status: 'ALL' })).toEqual(['q', 'p/1/c', 'p/2/a', 'p/1/b', 'p/1/a']);
      expect(await names({ Status: 'FAILED' })).toEqual(['p/1/b']);
      expect(await names({ Status: 'STARTED', StatementName: 'p/' })).toEqual(['p/2/a']);
      expect(await names({ Status: 'ALL', StatementName: 'p/1/' })).toEqual(['p/1/c', 'p/1/b', 'p/1/a']);
      expect(await names({ RoleLevel: false })).toEqual(['q', 'p/1/a']);
      expect(await names({}, 'OTHER+z')).toEqual(['p/1/d']);
      expect(await names({ ClusterIdentifier: 'c1' })).toEqual(['q']);
      expect(await names({ Database: 'dev', WorkgroupName: 'warehouse' })).toEqual(['p/1/c', 'p/1/a']);
      const { Statements } = await rig.clientAs('ROLE+a').send(new ListStatementsCommand({ StatementName: 'q' }));
      expect(Statements).toMatchObject([{ IsBatchStatement: true, QueryStrings: ['x', 'y'], Status: 'FINISHED' }]);
    });
  });

  it.each([
    ['by the page size', { MaxResults: 7 }, {}],
    ['by the scan', { StatementName: 'n/1' }, { listScan: 10 }],
  ])('pages %s without loss, while old statements go and new ones come', async (_, input, limits) => {
    rig = await startRig({}, { limits });
    await rig.busy(async () => {
      await submit('old');
      await rig.clock.sleepWithinBusy(12 * 3_600_000);
      for (let i = 0; i < 30; i++) await submit(`n/${i % 2}/${i}`);
      await rig.clock.sleepWithinBusy(12 * 3_600_000 - 1);
      const seen: string[] = [];
      for await (const page of paginateListStatements({ client: rig.client }, input)) {
        seen.push(...(page.Statements ?? []).map(({ StatementName }) => StatementName ?? ''));
        await submit('new');
        await rig.clock.sleepWithinBusy(1);
      }
      const expected = [...Array(30).keys()].reverse().map((i) => `n/${i % 2}/${i}`);
      expect(seen).toEqual('StatementName' in input ? expected.filter((name) => name.startsWith('n/1')) : expected);
    });
  });
});

describe('a statement of another role', () => {
  it('does not exist', async () => {
    rig = await startRig({}, { callerOf });
    await rig.busy(async () => {
      const { Id } = await submit('a');
      const other = rig.clientAs('OTHER+a');
      const sent = [
        other.send(new DescribeStatementCommand({ Id })),
        other.send(new GetStatementResultCommand({ Id })),
        other.send(new CancelStatementCommand({ Id })),
      ];
      for (const result of await Promise.allSettled(sent)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { message: 'Query does not exist.' } });
      }
      await rig.clientAs('ROLE+other-function').send(new DescribeStatementCommand({ Id }));
    });
  });

  it('can be kept from another session of the role by a policy on its owner', async () => {
    rig = await startRig(
      {},
      {
        callerOf,
        authorize: ({ caller, ownerUserId }) => ownerUserId === `${caller.roleId}:${caller.sessionName}`,
      },
    );
    await rig.busy(async () => {
      const { Id } = await submit('a');
      await rig.clientAs('ROLE+a').send(new DescribeStatementCommand({ Id }));
      await expect(rig.clientAs('ROLE+b').send(new DescribeStatementCommand({ Id }))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: 'User: ROLE:b is not authorized to perform: redshift-data:DescribeStatement',
      });
    });
  });
});

describe('the catalog', () => {
  const text = (...values: string[]): EngineField[] => values.map((stringValue) => ({ stringValue }));
  const tables = [...Array(25).keys()].map((i) => text('public', `t${i}`, i === 0 ? 'VIEW' : 'BASE TABLE'));
  const catalog = (sql: string): StubAnswer | undefined => {
    if (sql.includes('information_schema.schemata')) return { columns: ['s'], rows: [text('public'), text('raw')] };
    if (sql.includes('information_schema.tables')) return { columns: ['s', 't', 'k'], rows: tables };
    if (!sql.includes('information_schema.columns')) return undefined;
    const int: EngineField[] = [...text('public', 't1', 'id', 'bigint'), { isNull: true }, { longValue: 64n }];
    const varchar = [
      ...text('public', 't1', 'name', 'character varying'),
      { longValue: 256n },
      { isNull: true } as const,
    ];
    return {
      columns: ['a'],
      rows: [
        [...int, { longValue: 0n }, ...text('NO'), { isNull: true }],
        [...varchar, { isNull: true }, ...text('YES', "'x'")],
      ],
    };
  };

  it('lists databases, schemas and tables, and describes a table', async () => {
    rig = await startRig(catalog);
    await rig.busy(async () => {
      const { Databases } = await rig.client.send(new ListDatabasesCommand(TARGET));
      expect(Databases).toEqual(['analytics', 'dev']);
      const { Schemas } = await rig.client.send(new ListSchemasCommand({ ...TARGET, SchemaPattern: 'p%' }));
      expect(Schemas).toEqual(['public', 'raw']);
      const seen: string[] = [];
      const wanted = { ...TARGET, SchemaPattern: 'pub%', TablePattern: 't_', MaxResults: 10 };
      for await (const { Tables } of paginateListTables({ client: rig.client }, wanted)) {
        seen.push(...(Tables ?? []).map(({ schema, name, type }) => `${schema}.${name} ${type}`));
      }
      expect(seen).toHaveLength(25);
      expect(seen.slice(0, 2)).toEqual(['public.t0 VIEW', 'public.t1 TABLE']);
      const table = await rig.client.send(new DescribeTableCommand({ ...TARGET, Schema: 'public', Table: 't1' }));
      expect(table.TableName).toBe('t1');
      expect(table.ColumnList).toMatchObject([
        { name: 'id', typeName: 'int8', precision: 64, nullable: 0, schemaName: 'public', tableName: 't1' },
        { name: 'name', typeName: 'varchar', length: 256, nullable: 1, columnDefault: "'x'" },
      ]);
    });
    expect(rig.engine.log.slice(0, 2)).toEqual([
      '1: select schema_name from information_schema.schemata where schema_name like :schema order by schema_name',
      '2: select table_schema, table_name, table_type from information_schema.tables ' +
        'where table_schema like :schema and table_name like :table order by table_schema, table_name',
    ]);
    expect(rig.engine.parameters[1]).toEqual([
      { name: 'schema', value: 'pub%' },
      { name: 'table', value: 't_' },
    ]);
    expect(rig.engine.openSessions).toBe(0);
  });
});
