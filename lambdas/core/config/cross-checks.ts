import { columnProblems } from './column-checks';
import { groupProblems } from './group-checks';
import { historyProblem } from './history-check';
import { destinationProblems, locationProblems } from './location-checks';
import { optionProblems } from './option-checks';
import { problemAt } from './problem-at';
import { mapOf, type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import { tableProblems } from './table-checks';
import { warehouseProblems } from './warehouse-checks';

/**
 * What concerns several keys at once. Works on the raw file, so that it speaks even where single keys are wrong; what
 * is of the wrong kind is left to the schema.
 */
export const crossProblems = (file: object): SchemaProblem[] => {
  const root = file as RawMap;
  const pipelines = (Array.isArray(root.extract) ? root.extract : []).map(mapOf);
  return [
    ...warehouseProblems(mapOf(root.warehouse), ['warehouse']),
    ...pipelines.flatMap((pipeline, i) => pipelineProblems(pipeline, root, i)),
    ...nameProblems(pipelines),
    ...locationProblems(pipelines),
  ];
};

const pipelineProblems = (pipeline: RawMap, root: RawMap, i: number): SchemaProblem[] => {
  const at = ['extract', i];
  const problems = [
    ...warehouseProblems(mapOf(pipeline.warehouse), [...at, 'warehouse']),
    ...columnProblems(pipeline, at, pipeline.caseSensitiveIdentifiers === true),
    ...tableProblems(pipeline, at),
    ...optionProblems(pipeline, mapOf(pipeline.warehouse ?? root.warehouse), at),
    ...groupProblems(pipeline, at),
    ...historyProblem(pipeline, at),
    ...destinationProblems(pipeline, mapOf(pipeline.warehouse ?? root.warehouse), i),
  ];
  if (pipeline.warehouse === undefined && root.warehouse === undefined) {
    problems.push(
      problemAt(
        [...at, 'warehouse'],
        undefined,
        'is missing',
        'add warehouse: at the top of the file, for every pipeline',
      ),
    );
  }
  return problems;
};

/** A pipeline's name names its state machine, so that it must be unique in the stack. */
const nameProblems = (pipelines: readonly RawMap[]): SchemaProblem[] => {
  const first = new Map<string, number>();
  return pipelines.flatMap((pipeline, i) => {
    const name = textOf(pipeline.name);
    if (name === undefined) return [];
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, i);
      return [];
    }
    return [
      problemAt(
        ['extract', i, 'name'],
        name,
        `is the name of extract[${other}] too`,
        'give each pipeline a name of its own',
      ),
    ];
  });
};
