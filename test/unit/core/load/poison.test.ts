import type { CopyOutcome } from '../../../../lambdas/core/load/copy-failed';
import { type LoadError, recordedName } from '../../../../lambdas/core/load/load-errors';
import { judgePoison, NEW_SEARCH, type PoisonSearch, type PoisonVerdict } from '../../../../lambdas/core/load/poison';
import { cure, MESSAGE } from '../../../support/poisoned-copy';

const parts = Array.from({ length: 8 }, (_, i) => ({ url: `s3://b/p${i}`, rows: 10 }));
const limits = {
  place: 's.t',
  rows: 80,
  maxBadRows: 0.5,
  tooMany: (message: string) => Object.assign(new Error(message), { name: 'TooManyBadRows' as const }),
};
const failed = (errors: LoadError[], message = MESSAGE): CopyOutcome => ({ loaded: false, message, errors });
const row = (part: number, line: number): LoadError => ({ file: `s3://b/p${part}`, line, message: 'too long' });
const judge = (outcome: CopyOutcome, search: PoisonSearch = NEW_SEARCH) => judgePoison(parts, search, outcome, limits);
const probed = (verdict: PoisonVerdict) =>
  verdict.kind === 'probe' ? verdict.parts.map(({ url }) => url.slice(-2)) : [];

describe('a COPY that failed', () => {
  it('for rows that are named loses these at once', () => {
    expect(judge(failed([row(1, 2), row(1, 2), row(3, 10)]))).toEqual({
      kind: 'setAside',
      rows: [
        { url: 's3://b/p1', line: 2, reason: 'too long' },
        { url: 's3://b/p3', line: 10, reason: 'too long' },
      ],
      parts: [],
      search: { rounds: 1, rows: 2, message: MESSAGE },
    });
  });

  it('for rows once more is probed as a whole', () => {
    const verdict = judge(failed([row(1, 2)]), { rounds: 1, rows: 1, message: MESSAGE });
    expect(probed(verdict)).toHaveLength(parts.length);
  });

  it('for a file that cannot be read loses the file, and no row of it twice', () => {
    const verdict = judge(failed([{ file: 's3://b/p2', message: 'zlib error code: -3' }, row(2, 1)]));
    expect(verdict).toMatchObject({ rows: [], parts: [{ url: 's3://b/p2' }], search: { rows: 10 } });
  });

  it.each<[string, LoadError[]]>([
    ['nothing', []],
    ['another file', [{ file: 's3://b/other', line: 1, message: 'x' }]],
    ['a line that the part has not', [row(1, 11)]],
  ])('is searched by halves where %s is named', (_, errors) => {
    const first = judge(failed(errors));
    expect(probed(first)).toEqual(['p0', 'p1', 'p2', 'p3']);
    if (first.kind !== 'probe') return;
    const second = judge({ loaded: true, message: '', errors: [] }, first.search);
    expect(probed(second)).toEqual(['p4', 'p5']);
    if (second.kind !== 'probe') return;
    expect(probed(judge(failed([]), second.search))).toEqual(['p4']);
  });

  it.each([
    'ERROR: S3ServiceException:Access Denied,Status 403,Error AccessDenied',
    'ERROR: User arn:aws:redshift:eu-west-1:1:dbuser:c/u is not authorized to assume IAM Role arn:aws:iam::1:role/r',
    'ERROR: S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey',
    'ERROR: Mandatory url is not present in manifest file.',
    'ERROR: COPY into columns of this type is not supported.',
    'ERROR: Disk Full',
  ])('for another cause fails: %s', (message) => {
    expect(judge(failed([], message))).toMatchObject({
      kind: 'fail',
      error: { name: 'StatementFailed', message: expect.stringContaining(message) },
    });
    expect(judge(failed([{ file: 's3://b/p1', message }]))).toMatchObject({ kind: 'fail' });
  });

  it('is not taken for one of access by the name of its table, or by a value', () => {
    const message = MESSAGE.replace("'t'", "'access denied'");
    expect(judge(failed([{ ...row(1, 1), message: "Invalid value 'forbidden'" }], message)).kind).toBe('setAside');
  });

  it('fails with what Redshift said where no part fails by itself', () => {
    const search = { rounds: 3, rows: 0, message: MESSAGE, probing: { from: 0, to: 8 } };
    expect(judge({ loaded: true, message: '', errors: [] }, search)).toMatchObject({
      kind: 'fail',
      error: { message: `s.t: its parts load when they are probed: ${MESSAGE}` },
    });
  });

  it('fails at last', () => {
    expect(judge(failed([row(0, 1)]), { rounds: 50, rows: 3, message: '' })).toMatchObject({
      kind: 'fail',
      error: { name: 'StatementFailed', message: expect.stringMatching(/50 rounds.*p0, line 1/) },
    });
  });

  it('fails where its only part is the bad one', () => {
    const all = [{ url: 's3://b/0', rows: [1], poison: 'silent' as const }];
    expect(cure(all, 1, { rows: 1, maxBadRows: 0.5 })).toMatchObject({ copies: 1, error: { name: 'TooManyBadRows' } });
  });
});

it('a file is known by what the log keeps of its name', () => {
  const long = `s3://b/${'é'.repeat(200)}`;
  const name = recordedName(long);
  expect(Buffer.byteLength(name)).toBe(255);
  const verdict = judgePoison(
    [{ url: long, rows: 3 }, ...parts],
    NEW_SEARCH,
    failed([{ file: name, line: 3, message: 'x' }]),
    limits,
  );
  expect(verdict).toMatchObject({ rows: [{ url: long, line: 3 }] });
  // Two that are cut to the same are not told apart.
  const both = [
    { url: long, rows: 3 },
    { url: `${long}x`, rows: 3 },
  ];
  expect(judgePoison(both, NEW_SEARCH, failed([{ file: name, line: 3, message: 'x' }]), limits).kind).toBe('probe');
});
