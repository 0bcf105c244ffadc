import { loadErrorsQuery } from '../../../lambdas/core/sql/load/load-errors-query';
import { type PendingPart, RowStager } from '../../../lambdas/core/staging/row-stager';
import type { LoadStep, LoadUnit } from '../../../lambdas/load/contract';
import { statementOf } from '../../../lambdas/load/statement-of';
import { limitSteps, MAX_STEPS } from '../../../lambdas/load/step-limit';
import { FakeS3 } from '../../support/fake-s3';
import { change } from '../../support/load-fixture';

const step = (n: number): LoadStep => ({
  source: { schema: 's', name: 't' },
  target: { schema: 's', name: 't' },
  batchId: `b${n}`,
  batchSeq: n,
  files: { format: 'changes', staged: { bucket: 'b', key: 'k' } },
});
const unit = (steps: number): LoadUnit => ({
  label: 's.t',
  tables: [],
  notes: ['before'],
  steps: Array.from({ length: steps }, (_, n) => step(n)),
});

describe('limitSteps', () => {
  it.each([
    ['few', 3, [1, 1, 1], 3],
    ['as many as may be', MAX_STEPS, new Array(MAX_STEPS).fill(1), MAX_STEPS],
    ['one more', MAX_STEPS + 1, new Array(MAX_STEPS + 1).fill(1), MAX_STEPS],
    ['stages that fit whole', 120, [60, 60], 60],
    ['a first stage over the limit', 150, [120, 30], 120],
    ['none', 0, [], 0],
  ])('%s', (_, steps, stages, taken) => {
    const limited = limitSteps(unit(steps), stages);
    expect(limited.steps.map(({ batchSeq }) => batchSeq)).toEqual(Array.from({ length: taken }, (_n, n) => n));
    expect(limited.notes.slice(1)).toEqual(
      taken === steps
        ? []
        : [`${steps - taken} of ${steps} batches wait for the next run: a run takes 100 of a table or group`],
    );
  });
});

describe('statementOf', () => {
  const at = { bucket: 'lake', key: 'text.json' };

  it('lets a short text travel in the state', async () => {
    const s3 = new FakeS3();
    expect(await statementOf({ step: 'apply', mode: 'TRANSACTION', sqls: ['SELECT 1'] }, at, s3.objects)).toEqual({
      step: 'apply',
      mode: 'TRANSACTION',
      sql: { sqls: ['SELECT 1'] },
    });
    expect(s3.keys()).toEqual([]);
  });

  it('writes a long one down', async () => {
    const s3 = new FakeS3();
    const sqls = ['SELECT 1', `SELECT '${'x'.repeat(40_000)}'`];
    const { sql } = await statementOf({ step: 'probe', mode: 'TRANSACTION', sqls }, at, s3.objects);
    expect(sql).toEqual({ ...at, preview: sqls[1]?.slice(0, 300) });
    expect(s3.json('text.json')).toEqual(sqls);
  });
});

describe('loadErrorsQuery of a COPY without a query', () => {
  const files = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      bucket: 'lake',
      key: `staging/data/part-${String(n).padStart(5, '0')}.gz`,
    }));
  const since = '2026-01-05 03:00:00';

  it('names few files', () => {
    expect(loadErrorsQuery({ files: files(2), since }).text).toContain(
      "TRIM(file_name) IN ('s3://lake/staging/data/part-00000.gz', 's3://lake/staging/data/part-00001.gz')",
    );
  });

  it('names the folder of many, so that the statement stays short', () => {
    const { text } = loadErrorsQuery({ files: files(5_000), since });
    expect(text).toContain("LEFT(file_name, 29) = 's3://lake/staging/data/part-0'");
    expect(text.length).toBeLessThan(1_000);
  });
});

describe('RowStager', () => {
  const columns = (name: string) => ({
    table: { schema: 'public', name },
    columns: [{ source: 'id', name: 'id', type: 'bigint', isDeclared: false }],
    key: ['id'],
    absent: [],
    untyped: [],
  });
  const stagerOf = (limits: { part: number; held: number }) =>
    new RowStager({ formatVersion: 1, batchId: 'b', tables: [columns('t'), columns('u')] }, 2, limits);
  const rowBytes = 80;
  const linesOf = ({ chunks }: PendingPart) => Buffer.concat(chunks).toString().trimEnd().split('\n');

  it('gives a part as soon as a table has enough for one, and the rest at the end', () => {
    const stager = stagerOf({ part: 2 * rowBytes, held: 100 * rowBytes });
    const parts = [];
    for (let n = 0; n < 7; n++) {
      stager.add(change('t', { id: String(n) }, n));
      for (let due = stager.due(); due; due = stager.due()) parts.push(due);
    }
    expect(parts.length).toBeGreaterThan(1);
    for (let rest = stager.rest(); rest; rest = stager.rest()) parts.push(rest);
    const lines = parts.flatMap(linesOf);
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(parts.map(({ part }) => part)).toEqual(parts.map((_, n) => n));
    expect(stager.tables()).toEqual([{ table: { schema: 'public', name: 't' }, rows: 7, bad: 0 }]);
  });

  it('gives the largest where all together hold too much', () => {
    const stager = stagerOf({ part: 100 * rowBytes, held: 3 * rowBytes });
    const due = [];
    for (const [n, name] of ['t', 't', 'u', 't', 'u'].entries()) {
      stager.add(change(name, { id: String(n) }, n));
      const part = stager.due();
      if (part) due.push(`${part.table.name} ${part.rows}`);
    }
    expect(due[0]).toMatch(/^t [23]$/);
  });

  it('numbers rows of groups apart', () => {
    const stager = stagerOf({ part: 1, held: 1 });
    stager.add(change('t', { id: '1' }, 1));
    const due = stager.due();
    const [line = ''] = due ? linesOf(due) : [];
    expect(JSON.parse(line).shuttle_seq).toBe(String(2n * 2n ** 32n));
  });

  it('refuses rows of a table that was not seen, and names no value', () => {
    const stager = stagerOf({ part: 10, held: 10 });
    expect(stager.add(change('other', { id: '1' }, 1))).toMatch(/not seen/);
    expect(stager.add(change('t', { id: 'secret' }, 1))).toBe('column "id": no number');
    expect(stager.tables()).toEqual([{ table: { schema: 'public', name: 't' }, rows: 0, bad: 1 }]);
  });
});
