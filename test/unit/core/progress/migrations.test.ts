import { checkpointDocument } from '../../../../lambdas/core/progress/checkpoint';
import { reportDocument } from '../../../../lambdas/core/progress/report';
import { recordDocument } from '../../../../lambdas/core/progress/run-record';
import { parseDocument } from '../../../../lambdas/core/progress/stored-document';

const name = { schema: 'public', name: 't' };
const batch = {
  batchId: 'R-0-1',
  runId: 'R',
  method: 'unload',
  manifest: { bucket: 'b', key: 'm.json' },
  schemaVersion: 'v',
  rows: 1,
  files: 1,
  sizeBytes: 10,
  quarantined: 0,
  committedAt: 'c',
};
const ended = { attempts: 2, startedAt: 's', endedAt: 'e' };

it('a checkpoint of version 1 is one of snapshots', () => {
  const stored = {
    formatVersion: 1,
    table: name,
    destination: name,
    mode: 'full',
    schema: { version: 'v', bucket: 'b', key: 'k' },
    batches: [batch],
  };
  expect(parseDocument(checkpointDocument, JSON.stringify(stored), 'b/current.json')).toEqual({
    ...stored,
    formatVersion: 2,
    committedBy: 'R-0-1',
    committedAt: 'c',
    primaryKey: [],
    batches: [{ ...batch, kind: 'snapshot' }],
    superseded: [],
  });
});

it('a committed record of version 1 has one batch, a snapshot', () => {
  const stored = { status: 'committed', table: 'public.t', destination: name, why: 'w', statementId: 'i', polls: 3 };
  const text = JSON.stringify({ formatVersion: 1, ...stored, batch, ...ended });
  expect(parseDocument(recordDocument, text, 'b/record.json')).toEqual({
    formatVersion: 2,
    ...stored,
    ...ended,
    mode: 'full',
    kind: 'snapshot',
    whyMode: 'every table was read in full',
    batches: [{ ...batch, kind: 'snapshot' }],
    schemaChanges: [],
    warnings: [],
    sqls: [],
    timeline: { committedAt: 'e' },
  });
});

it('a failed record of version 1 says what it did', () => {
  const stored = { status: 'failed', table: 'public.t', error: 'StatementFailed', cause: 'denied', ...ended };
  expect(parseDocument(recordDocument, JSON.stringify({ formatVersion: 1, ...stored }), 'b/record.json')).toEqual({
    formatVersion: 2,
    ...stored,
    schemaChanges: [],
    warnings: [],
    sqls: [],
    timeline: {},
  });
});

it('a report of version 1 tells of snapshots, one batch a table', () => {
  const totals = { planned: 2, committed: 1, failed: 1, unaccounted: 0, rows: 1, quarantined: 0, sizeBytes: 10 };
  const sums = { rows: 1, files: 1, sizeBytes: 10, quarantined: 0 };
  const head = { pipeline: 'p', runId: 'R', executionArn: 'a', status: 'failed', startedAt: 's', endedAt: 'e', totals };
  const committed = { table: 'a', status: 'committed', method: 'page', why: 'w', ...sums, ...ended };
  const failed = { table: 'b', status: 'failed', error: 'E', cause: 'c', ...ended };
  const text = JSON.stringify({ formatVersion: 1, ...head, tables: [{ ...committed, batchId: 'R-0-1' }, failed] });
  const story = { schemaChanges: [], warnings: [], sqls: [] };
  expect(parseDocument(reportDocument, text, 'b/report.json')).toEqual({
    formatVersion: 2,
    ...head,
    tables: [
      {
        ...committed,
        ...story,
        mode: 'full',
        kind: 'snapshot',
        batches: [{ batchId: 'R-0-1', kind: 'snapshot', ...sums }],
        timeline: { committedAt: 'e' },
      },
      { ...failed, ...story, batches: [], timeline: {} },
    ],
  });
});
