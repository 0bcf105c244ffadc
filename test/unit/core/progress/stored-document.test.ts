import { z } from 'zod';
import { quarantineDocument } from '../../../../lambdas/core/batch/quarantine';
import { DocumentInvalid, FormatVersionUnknown } from '../../../../lambdas/core/errors';
import { checkpointDocument } from '../../../../lambdas/core/progress/checkpoint';
import { lockDocument } from '../../../../lambdas/core/progress/lock';
import { reportDocument } from '../../../../lambdas/core/progress/report';
import { runDocument } from '../../../../lambdas/core/progress/run-document';
import { recordDocument } from '../../../../lambdas/core/progress/run-record';
import { formatDocument, parseDocument, type StoredDocument } from '../../../../lambdas/core/progress/stored-document';

interface Note {
  formatVersion: 3;
  text: string;
  tags: string[];
}

/** The third version of a document: the first had `body` for `text`, the second no tags. */
const note: StoredDocument<Note> = {
  kind: 'note',
  formatVersion: 3,
  schema: z.object({ formatVersion: z.literal(3), text: z.string(), tags: z.array(z.string()) }),
  migrations: {
    1: ({ body, ...rest }) => ({ ...rest, text: body }),
    2: (document) => ({ ...document, tags: [] }),
  },
};
const parse = (value: unknown) => parseDocument(note, JSON.stringify(value), 'b/note.json');

describe('parseDocument', () => {
  it.each([
    ['this version', { formatVersion: 3, text: 'a', tags: ['x'] }, { formatVersion: 3, text: 'a', tags: ['x'] }],
    ['the one before', { formatVersion: 2, text: 'a' }, { formatVersion: 3, text: 'a', tags: [] }],
    ['the first, step by step', { formatVersion: 1, body: 'a' }, { formatVersion: 3, text: 'a', tags: [] }],
  ])('reads %s', (_, stored, expected) => {
    expect(parse(stored)).toEqual(expected);
  });

  it.each([
    [
      'a newer version',
      { formatVersion: 4, text: 'a', tags: [] },
      FormatVersionUnknown,
      /b\/note\.json has formatVersion 4.*up to 3.*deploy/,
    ],
    ['no version', { text: 'a', tags: [] }, DocumentInvalid, /no formatVersion, so it is no note/],
    ['version 0', { formatVersion: 0 }, DocumentInvalid, /no formatVersion/],
    ['half a version', { formatVersion: 2.5 }, DocumentInvalid, /no formatVersion/],
    ['a version of text', { formatVersion: '3' }, DocumentInvalid, /no formatVersion/],
    ['another shape', { formatVersion: 3, text: 7, tags: [] }, DocumentInvalid, /b\/note\.json is no note: text: /],
    ['an older one that is broken', { formatVersion: 1 }, DocumentInvalid, /text/],
    ['a list', [], DocumentInvalid, /no formatVersion/],
    ['null', null, DocumentInvalid, /no formatVersion/],
  ])('refuses %s', (_, stored, errorClass, message) => {
    expect(() => parse(stored)).toThrow(errorClass);
    expect(() => parse(stored)).toThrow(message);
  });

  it.each(['', '{', 'formatVersion: 3'])('refuses %j, which is no JSON', (text) => {
    expect(() => parseDocument(note, text, 'b/note.json')).toThrow(DocumentInvalid);
    expect(() => parseDocument(note, text, 'b/note.json')).toThrow(/b\/note\.json is not JSON/);
  });

  it('refuses an older version without a way up', () => {
    const { migrations: _, ...without } = note;
    const text = JSON.stringify({ formatVersion: 2, text: 'a' });
    expect(() => parseDocument(without, text, 'b/note.json')).toThrow(FormatVersionUnknown);
  });
});

describe('formatDocument', () => {
  it('writes for people, with a newline at the end', () => {
    expect(formatDocument(note, { formatVersion: 3, text: 'a', tags: [] })).toBe(
      '{\n  "formatVersion": 3,\n  "text": "a",\n  "tags": []\n}\n',
    );
  });

  it('writes nothing that it could not read', () => {
    expect(() => formatDocument(note, { formatVersion: 3, text: 7 } as unknown as Note)).toThrow();
  });
});

const batch = {
  batchId: 'R-0-1',
  runId: 'R',
  method: 'unload' as const,
  kind: 'snapshot' as const,
  manifest: { bucket: 'b', key: 'm.json' },
  schemaVersion: 'v',
  rows: 1,
  files: 1,
  sizeBytes: 10,
  quarantined: 0,
  committedAt: '2026-01-05T03:00:00Z',
};
const name = { schema: 'public', name: 't' };
const totals = { planned: 0, committed: 0, failed: 0, unaccounted: 0, rows: 0, quarantined: 0, sizeBytes: 0 };

/** One valid document of each kind. */
const DOCUMENTS: [string, StoredDocument<unknown>, object][] = [
  ['lock', lockDocument, { formatVersion: 1, executionArn: 'a', redriveCount: 0, startedAt: 's' }],
  [
    'checkpoint',
    checkpointDocument,
    {
      formatVersion: 2,
      committedBy: 'B',
      committedAt: 'c',
      table: name,
      destination: name,
      mode: 'full',
      primaryKey: ['id'],
      schema: { version: 'v', bucket: 'b', key: 'k' },
      batches: [batch],
      superseded: [],
    },
  ],
  [
    'run',
    runDocument,
    { formatVersion: 1, runId: 'R', executionArn: 'a', startedAt: 's', config: {}, input: { dryRun: false } },
  ],
  [
    'committed record',
    recordDocument,
    {
      formatVersion: 2,
      status: 'committed',
      mode: 'full',
      kind: 'snapshot',
      whyMode: 'm',
      schemaChanges: [],
      warnings: [],
      sqls: [],
      timeline: {},
      table: 'public.t',
      destination: name,
      why: 'w',
      batches: [batch],
      statementId: 'i',
      polls: 0,
      attempts: 1,
      startedAt: 's',
      endedAt: 'e',
    },
  ],
  [
    'failed record',
    recordDocument,
    {
      formatVersion: 2,
      status: 'failed',
      schemaChanges: [],
      warnings: [],
      sqls: [],
      timeline: {},
      table: 'public.t',
      error: 'E',
      cause: 'c',
      attempts: 1,
      startedAt: 's',
      endedAt: 'e',
    },
  ],
  [
    'report',
    reportDocument,
    {
      formatVersion: 2,
      pipeline: 'p',
      runId: 'R',
      executionArn: 'a',
      status: 'succeeded',
      startedAt: 's',
      endedAt: 'e',
      totals,
      tables: [],
    },
  ],
  [
    'quarantine',
    quarantineDocument,
    {
      formatVersion: 1,
      table: 'public.t',
      batchId: 'B',
      columns: ['a'],
      rows: [{ column: 'a', reason: 'r', values: [{ isNull: true }] }],
    },
  ],
];

describe.each(DOCUMENTS)('the %s', (_, document, content) => {
  it('is read as it was written', () => {
    expect(parseDocument(document, formatDocument(document, content), 'b/k')).toEqual(content);
  });

  it('is refused in a version to come', () => {
    const text = JSON.stringify({ ...content, formatVersion: document.formatVersion + 1 });
    expect(() => parseDocument(document, text, 'b/k')).toThrow(FormatVersionUnknown);
  });

  it.each(Object.keys(content).filter((key) => key !== 'config'))('is refused without %s', (key) => {
    const text = JSON.stringify({ ...content, [key]: undefined });
    expect(() => parseDocument(document, text, 'b/k')).toThrow(DocumentInvalid);
  });
});

describe('formatDocument on one line, or indented', () => {
  const content: Note = { formatVersion: 3, text: 'a', tags: [] };

  it.each<[string, StoredDocument<Note>, number]>([
    ['indented, for people to look at', note, 5],
    ['on one line, where it may be very large', { ...note, isCompact: true }, 1],
  ])('writes it %s', (_, document, lines) => {
    const text = formatDocument(document, content);
    expect(text.trimEnd().split('\n')).toHaveLength(lines);
    expect(parseDocument(document, text, 'b/k')).toEqual(content);
  });
});
