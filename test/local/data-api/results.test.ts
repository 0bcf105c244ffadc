import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  GetStatementResultV2Command,
  paginateGetStatementResult,
} from '@aws-sdk/client-redshift-data';
import type { EngineField } from '../../../local/redshift/engine';
import { type Rig, startRig, TARGET } from './rig';

let rig: Rig;
const resultDirectory = mkdtempSync(join(tmpdir(), 'results-test-'));
afterEach(() => rig.close());
afterAll(() => rmSync(resultDirectory, { recursive: true }));

const SQL = 'select';

async function submit(ResultFormat?: 'CSV' | 'JSON'): Promise<string> {
  const sent = { ...TARGET, Sql: SQL, WaitTimeSeconds: 30, ...(ResultFormat ? { ResultFormat } : {}) };
  return (await rig.client.send(new ExecuteStatementCommand(sent))).Id ?? '';
}

function* numbered(count: number, width: number): Generator<EngineField[]> {
  for (let i = 0; i < count; i++) yield [{ longValue: BigInt(i) }, { stringValue: 'x'.repeat(width) }];
}

const resultFiles = (): string[] =>
  readdirSync(resultDirectory).flatMap((name) => readdirSync(join(resultDirectory, name)));

describe('values', () => {
  const row: EngineField[] = [
    { longValue: 9007199254740993n },
    { longValue: -9223372036854775808n },
    { doubleValue: 0.1 },
    { stringValue: 'a"ü\n' },
    { booleanValue: false },
    { isNull: true },
    { blobValue: new Uint8Array([0, 255, 16]) },
  ];
  const columns = ['a:int8', 'b:int8', 'c:float8', 'd:varchar', 'e:bool', 'f:varchar', 'g:varbyte'];

  it('reach the client as what they are', async () => {
    rig = await startRig({ [SQL]: { columns, rows: [row] } });
    await rig.busy(async () => {
      const Id = await submit();
      const { Records, ColumnMetadata, TotalNumRows, NextToken } = await rig.client.send(
        new GetStatementResultCommand({ Id }),
      );
      expect(Records?.[0]?.slice(2)).toEqual([
        { doubleValue: 0.1 },
        { stringValue: 'a"ü\n' },
        { booleanValue: false },
        { isNull: true },
        { blobValue: new Uint8Array([0, 255, 16]) },
      ]);
      expect(ColumnMetadata?.map(({ name, typeName }) => `${name}:${typeName}`)).toEqual(columns);
      expect({ TotalNumRows, NextToken }).toEqual({ TotalNumRows: 1, NextToken: undefined });
    });
  });

  it('keep every digit of a bigint on the wire', async () => {
    rig = await startRig({ [SQL]: { columns, rows: [row] } });
    await rig.busy(async () => {
      const { text } = await rig.post('GetStatementResult', { Id: await submit() });
      expect(text).toContain('{"longValue":9007199254740993},{"longValue":-9223372036854775808}');
      expect(text).toContain('{"blobValue":"AP8Q"}');
    });
  });

  it('come as CSV when the statement asked for it', async () => {
    rig = await startRig({ [SQL]: { columns, rows: [row, [{ stringValue: '' }, { stringValue: 'a,b' }]] } });
    await rig.busy(async () => {
      const { Records, ResultFormat } = await rig.client.send(
        new GetStatementResultV2Command({ Id: await submit('CSV') }),
      );
      expect(ResultFormat).toBe('CSV');
      expect(Records).toEqual([
        { CSVRecords: '9007199254740993,-9223372036854775808,0.1,"a""ü\n",false,,00ff10\r\n"","a,b"\r\n' },
      ]);
    });
  });
});

describe('an empty result', () => {
  it('is a result', async () => {
    rig = await startRig({ [SQL]: { columns: ['a:int4'], rows: [] } });
    await rig.busy(async () => {
      const Id = await submit();
      const described = await rig.client.send(new DescribeStatementCommand({ Id }));
      expect(described).toMatchObject({ HasResultSet: true, ResultRows: 0, ResultSize: 0 });
      const result = await rig.client.send(new GetStatementResultCommand({ Id }));
      expect(result).toMatchObject({ Records: [], TotalNumRows: 0 });
      expect(result.ColumnMetadata).toHaveLength(1);
    });
  });
});

describe('paging', () => {
  it.each([
    ['in memory', 1_000_000],
    ['in a file', 2_000],
  ])('cuts a result %s into pages that add up', async (_, memoryResultBytes) => {
    const rows = [...numbered(1000, 20)];
    rig = await startRig(
      { [SQL]: { columns: ['n:int8', 's:varchar'], rows } },
      {
        resultDirectory,
        limits: { pageBytes: 10_000, memoryResultBytes },
      },
    );
    await rig.busy(async () => {
      const Id = await submit();
      const seen: number[] = [];
      let pages = 0;
      for await (const page of paginateGetStatementResult({ client: rig.client }, { Id })) {
        pages++;
        expect(page.TotalNumRows).toBe(1000);
        expect(page.ColumnMetadata).toHaveLength(2);
        for (const record of page.Records ?? []) seen.push(record[0]?.longValue as number);
      }
      expect(seen).toEqual(rows.map((_row, i) => i));
      expect(pages).toBeGreaterThan(5);
      expect(resultFiles()).toHaveLength(memoryResultBytes > 10_000 ? 0 : 1);
    });
  });

  it('refuses the token of another result', async () => {
    rig = await startRig(
      { [SQL]: { columns: ['n:int8', 's:varchar'], rows: [...numbered(100, 20)] } },
      { limits: { pageBytes: 1000 } },
    );
    await rig.busy(async () => {
      const [first, second] = [await submit(), await submit()];
      const { NextToken } = await rig.client.send(new GetStatementResultCommand({ Id: first }));
      expect(NextToken).toBeDefined();
      await expect(rig.client.send(new GetStatementResultCommand({ Id: second, NextToken }))).rejects.toThrow(
        'Invalid NextToken.',
      );
    });
  });
});

describe('sizes', () => {
  it.each([
    ['a row over its limit', { rowBytes: 100 }, 'Packet for query is too large (108 > 100).'],
    ['a result over its limit', { resultBytes: 1000 }, 'Database response exceeded size limit (1000 bytes).'],
  ])('%s fails the statement', async (_, limits, message) => {
    rig = await startRig(
      { [SQL]: { columns: ['n:int8', 's:varchar'], rows: numbered(100, 100) } },
      { resultDirectory, limits: { ...limits, memoryResultBytes: 100, pageBytes: 200 } },
    );
    await rig.busy(async () => {
      const described = await rig.client.send(new DescribeStatementCommand({ Id: await submit() }));
      expect(described).toMatchObject({ Status: 'FAILED', Error: message, HasResultSet: false });
      expect(resultFiles()).toEqual([]);
    });
  });
});

describe('retention', () => {
  it('forgets a statement, its result and its file after 24 hours', async () => {
    rig = await startRig(
      { [SQL]: { columns: ['n:int8', 's:varchar'], rows: [...numbered(100, 100)] } },
      { resultDirectory, limits: { memoryResultBytes: 0 } },
    );
    await rig.busy(async () => {
      const Id = await submit();
      expect(resultFiles()).toHaveLength(1);
      await rig.clock.sleepWithinBusy(24 * 3_600_000 - 1);
      await rig.client.send(new GetStatementResultCommand({ Id }));
      await rig.clock.sleepWithinBusy(1);
      for (const command of [new GetStatementResultCommand({ Id }), new DescribeStatementCommand({ Id })]) {
        await expect(rig.client.send(command as GetStatementResultCommand)).rejects.toThrow('Query does not exist.');
      }
      expect(rig.api.stats.keptStatements).toBe(0);
    });
    await rig.close();
    expect(readdirSync(resultDirectory)).toEqual([]);
  });
});
