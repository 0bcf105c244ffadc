import { parseArn } from './arn';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import { problemAt } from './problem-at';
import { mapOf, type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';

/** Where pipelines write, seen together: no folder may lie within another's. */
export const locationProblems = (pipelines: readonly RawMap[]): SchemaProblem[] => {
  const folders = pipelines.map(folderOf);
  return folders.flatMap((folder, i) => {
    const other = folders.findIndex(
      (before, j) => j < i && folder !== undefined && before !== undefined && overlap(before, folder),
    );
    const key = mapOf(pipelines[i]?.destination).prefix === undefined ? ['name'] : ['destination', 'prefix'];
    const value = key.length === 1 ? pipelines[i]?.name : mapOf(pipelines[i]?.destination).prefix;
    // Two pipelines of one name are a problem of the name already.
    if (other < 0 || pipelines[other]?.name === pipelines[i]?.name) return [];
    return [
      problemAt(
        ['extract', i, ...key],
        value,
        `writes to ${folder}, which overlaps with ${folders[other]} of extract[${other}]`,
        'give one of them another prefix',
      ),
    ];
  });
};

/** `<bucket>/<prefix>/<pipeline>/`; the bucket that the stack makes is written `(stack)`. */
const folderOf = (pipeline: RawMap): string | undefined => {
  const name = textOf(pipeline.name);
  const { bucket, prefix } = mapOf(pipeline.destination);
  if (name === undefined) return undefined;
  return `${textOf(bucket) ?? '(stack)'}/${textOf(prefix) ?? EXTRACT_DEFAULTS.prefix}/${name}/`;
};

const overlap = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** A destination's region and key, against its bucket and the warehouse. */
export const destinationProblems = (pipeline: RawMap, warehouse: RawMap, i: number): SchemaProblem[] => {
  const at = ['extract', i, 'destination'];
  const { bucket, region, kmsKeyArn } = mapOf(pipeline.destination);
  const problems: SchemaProblem[] = [];
  if (region !== undefined && bucket === undefined && region !== warehouse.region) {
    problems.push(
      problemAt(
        [...at, 'region'],
        region,
        'stands without a bucket: the stack makes its bucket in its own region',
        'name an existing bucket, or remove the region',
      ),
    );
  }
  const keyRegion = parseArn(textOf(kmsKeyArn) ?? '')?.region;
  const bucketRegion = textOf(region) ?? textOf(warehouse.region);
  if (keyRegion !== undefined && bucketRegion !== undefined && keyRegion !== bucketRegion) {
    problems.push(
      problemAt(
        [...at, 'kmsKeyArn'],
        kmsKeyArn,
        `is in ${keyRegion}, the bucket in ${bucketRegion}`,
        "write the ARN of a key in the bucket's region",
      ),
    );
  }
  return problems;
};
