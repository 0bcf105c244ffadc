import { parseArn } from './arn';
import { FILE_TYPES, type FileType } from './load-config';
import { loadCsvProblems } from './load-csv-checks';
import { nearest } from './nearest';
import type { Path } from './path-text';
import { problemAt } from './problem-at';
import { mapOf, type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import { takesChanged } from './takes-changed';

const OBJECTS = ['rows', 'debezium', 'dms', 'segment'];

/** The formats that take a key; those that every format takes are left out. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  region: OBJECTS,
  lookback: OBJECTS,
  keysInOrder: OBJECTS,
  changedObjects: OBJECTS,
  pipeline: ['extract'],
  type: OBJECTS,
  table: ['rows'],
  tablePath: ['rows', 'debezium', 'dms'],
  segment: ['segment'],
  csv: ['rows', 'dms'],
  placeholder: ['debezium'],
  opColumn: ['dms'],
  opIn: ['dms'],
  timestampColumn: ['dms'],
  sequenceColumn: ['dms'],
  cdcPath: ['dms'],
};

const TYPES: Readonly<Record<string, readonly string[]>> = {
  rows: ['json', 'ndjson', 'csv', 'parquet'],
  debezium: ['ndjson', 'json'],
  dms: ['csv', 'parquet'],
  segment: ['ndjson', 'json'],
};

/** Any other text is left to the schema. */
const isFileType = (type: unknown): type is FileType => FILE_TYPES.some((known) => known === type);

/** Adds a problem of a key of the source. */
export type AddProblem = (path: readonly string[], message: string, fix: string) => void;

/** What the keys of a source say together. A source of no known format is left to the schema. */
export const loadSourceProblems = (
  pipeline: RawMap,
  warehouse: RawMap,
  extracts: readonly RawMap[],
  at: Path,
): SchemaProblem[] => {
  const source = mapOf(pipeline.source);
  const format = textOf(source.format) ?? '';
  if (TYPES[format] === undefined && format !== 'extract') return [];
  const problems: SchemaProblem[] = [];
  const add: AddProblem = (path, message, fix) => {
    const value = path.reduce<unknown>((map, key) => mapOf(map)[key], source);
    problems.push(problemAt([...at, 'source', ...path], value, message, fix));
  };
  const foreign = Object.keys(source).filter((key) => FORMATS[key]?.includes(format) === false);
  for (const key of foreign) {
    if (key === 'region') {
      add(
        [key],
        'is another region perhaps, and COPY of Parquet takes no REGION',
        "remove it: the bucket has to be in the warehouse's region",
      );
    } else
      add([key], `is for format: ${FORMATS[key]?.join(' and ')}`, `remove it, or write another format than ${format}`);
  }
  if (format === 'extract') extractProblems(source, warehouse, extracts, add);
  else objectProblems(pipeline, source, format, add);
  const region = textOf(source.region) ?? textOf(warehouse.region);
  return [...problems, ...keyRegionProblem(source, region, [...at, 'source'])];
};

const objectProblems = (pipeline: RawMap, source: RawMap, format: string, add: AddProblem): void => {
  if (source.prefix === undefined)
    add(['prefix'], 'is missing', 'name the folder of the objects, for example prefix: cdc');
  if (source.region !== undefined && source.bucket === undefined) {
    add(
      ['region'],
      "stands without a bucket, and the stack's own is in the warehouse's region",
      'name the bucket, or remove it',
    );
  }
  const types = TYPES[format] ?? [];
  if (source.type === undefined && format === 'rows') add(['type'], 'is missing', `write ${types.join(', ')}`);
  else if (isFileType(source.type) && !types.includes(source.type)) {
    add(['type'], `is not a type that ${format} is read in`, `write ${types.join(' or ')}`);
  }
  if (format === 'rows' && (source.table === undefined) === (source.tablePath === undefined)) {
    if (source.table === undefined)
      add(['table'], 'is missing', 'name the one table of all objects, or write tablePath');
    else add(['tablePath'], 'stands beside table, which is the table of all objects', 'remove one of the two');
  }
  if (source.changedObjects === 'take' && !takesChanged(pipeline)) {
    add(
      ['changedObjects'],
      'would double rows where tables may be appended to',
      'write skip, or writeMode: merge with a key',
    );
  }
  loadCsvProblems(pipeline, source, format, add);
};

/** A KMS key serves buckets of its own region. */
export const keyRegionProblem = ({ kmsKeyArn }: RawMap, region: string | undefined, at: Path): SchemaProblem[] => {
  const keyRegion = parseArn(textOf(kmsKeyArn) ?? '')?.region;
  if (keyRegion === undefined || region === undefined || keyRegion === region) return [];
  const message = `is in ${keyRegion}, the bucket in ${region}`;
  const fix = "write the ARN of a key in the bucket's region";
  return [problemAt([...at, 'kmsKeyArn'], kmsKeyArn, message, fix)];
};

const extractProblems = (source: RawMap, warehouse: RawMap, extracts: readonly RawMap[], add: AddProblem): void => {
  const own = textOf(warehouse.region);
  if (source.pipeline === undefined) {
    for (const key of ['bucket', 'prefix'] as const) {
      if (source[key] !== undefined) continue;
      add(
        [key],
        'is missing',
        'add bucket and prefix of the extract pipeline, or pipeline: with its name in this file',
      );
    }
    return;
  }
  for (const key of ['bucket', 'prefix', 'kmsKeyArn']) {
    if (source[key] !== undefined) add([key], 'stands beside pipeline, which says it already', 'remove one of the two');
  }
  const name = textOf(source.pipeline) ?? '';
  const named = extracts.find((extract) => extract.name === name);
  if (named === undefined) {
    const names = extracts.flatMap((extract) => textOf(extract.name) ?? []);
    const [guess = names.join(', ')] = nearest(name, names, 1);
    const fix = guess === '' ? 'add it under extract, or write bucket and prefix' : `write ${guess}`;
    add(['pipeline'], 'is no extract pipeline of this file', fix);
    return;
  }
  const region = textOf(mapOf(named.destination).region);
  if (region === undefined || own === undefined || region === own) return;
  const message = `writes to a bucket in ${region}, and the warehouse is in ${own}: COPY of Parquet takes no REGION`;
  add(['pipeline'], message, 'replicate the bucket and write bucket and prefix, or load into a warehouse there');
};
