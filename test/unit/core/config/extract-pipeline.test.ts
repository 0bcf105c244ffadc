import { parseExtractPipeline } from '../../../../lambdas/core/config/extract-pipeline';
import { ConfigInvalid, FormatVersionUnknown } from '../../../../lambdas/core/errors';
import { pipelineOf } from './pipeline-of';

const FULL = `
schedule: rate(1 day)
schemas: [a]
destination: {bucket: abc, prefix: p}
maxDeletes: 0.25
consistentGroups: {g: [a.x, a.y]}
catalog: {database: lake}
keep: {runs: 3}
expectEvery: 2d
mode: full
primaryKey: [id]
tables: {a.b: {as: x, columns: {include: [id]}, where: a > 1}, 'b.*': {enabled: false, limit: 5}, a.c: {mode: auto, replicationKey: at, fullRefreshEvery: 2w, lookback: 5, delay: 1m, onReset: fail, chunkBy: {rows: 10000}}, a.d: {deletes: detect, checkKey: false, schemaDrift: fail, expectEvery: 1d, columns: {hash: [a], drop: [b]}}}`;

describe('parseExtractPipeline', () => {
  it.each(['', FULL, 'discover: false\ntables: {a.b: {columnTypes: {id: int}, primaryKey: [id]}}'])(
    'reads back what the file resolves to: %s',
    (lines) => {
      const pipeline = pipelineOf(lines);
      expect(parseExtractPipeline(JSON.parse(JSON.stringify(pipeline)))).toEqual(pipeline);
    },
  );

  it.each([2, 0, '1', null])('refuses format version %j', (formatVersion) => {
    expect(() => parseExtractPipeline({ ...pipelineOf(''), formatVersion })).toThrow(FormatVersionUnknown);
    // Another version may have another shape altogether.
    expect(() => parseExtractPipeline({ formatVersion })).toThrow(FormatVersionUnknown);
  });

  it.each<[string, (pipeline: Record<string, unknown>) => unknown, RegExp]>([
    ['no version', ({ formatVersion, ...rest }) => rest, /formatVersion: /],
    ['another kind', (pipeline) => ({ ...pipeline, kind: 'load' }), /kind: .*write extract/],
    [
      'an unknown key',
      (pipeline) => ({ ...pipeline, maxConcurency: 5 }),
      /maxConcurency: .*did you mean maxConcurrency/,
    ],
    ['a key that is missing', ({ warehouse, ...rest }) => rest, /warehouse: is missing/],
    ['a bad pattern', (pipeline) => ({ ...pipeline, include: ['x'] }), /include\[0\]: /],
    ['a bad duration', (pipeline) => ({ ...pipeline, defaults: { delay: '5' } }), /delay: is not a duration/],
    [
      'a group of one',
      (pipeline) => ({ ...pipeline, consistentGroups: [{ name: 'g', tables: ['a.b'] }] }),
      /consistentGroups/,
    ],
    ['a text', () => '{}', /is not a mapping/],
    ['nothing', () => null, /has no value/],
  ])('refuses %s', (_, change, message) => {
    expect(() => parseExtractPipeline(change({ ...pipelineOf('') }))).toThrow(ConfigInvalid);
    expect(() => parseExtractPipeline(change({ ...pipelineOf('') }))).toThrow(message);
  });
});
