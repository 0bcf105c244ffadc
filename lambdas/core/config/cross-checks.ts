import { columnProblems } from './column-checks';
import { groupProblems } from './group-checks';
import { historyProblem } from './history-check';
import { loadProblems } from './load-checks';
import { destinationProblems, locationProblems } from './location-checks';
import { optionProblems } from './option-checks';
import { type Path, pathText } from './path-text';
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
  const pipelines = listOf(root.extract).map(mapOf);
  const loads = listOf(root.load).map(mapOf);
  return [
    ...warehouseProblems(mapOf(root.warehouse), ['warehouse']),
    ...pipelines.flatMap((pipeline, i) => pipelineProblems(pipeline, root, i)),
    ...nameProblems([...named('extract', pipelines), ...named('load', loads)]),
    ...locationProblems(pipelines),
    ...loadProblems(root, pipelines, loads),
  ];
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

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

interface Named {
  at: Path;
  name: string;
}

const named = (list: 'extract' | 'load', pipelines: readonly RawMap[]): Named[] =>
  pipelines.flatMap((pipeline, i) => {
    const name = textOf(pipeline.name);
    return name === undefined ? [] : [{ at: [list, i], name }];
  });

/** A pipeline's name names its state machine, so that it must be unique in the stack. */
const nameProblems = (pipelines: readonly Named[]): SchemaProblem[] => {
  const first = new Map<string, Path>();
  return pipelines.flatMap(({ at, name }) => {
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, at);
      return [];
    }
    return [
      problemAt([...at, 'name'], name, `is the name of ${pathText(other)} too`, 'give each pipeline a name of its own'),
    ];
  });
};
