import { historyProblem } from './history-check';
import { loadLocationProblems } from './load-location-checks';
import { loadOptionProblems } from './load-option-checks';
import { keyRegionProblem, loadSourceProblems } from './load-source-checks';
import { loadTableProblems } from './load-table-checks';
import type { Path } from './path-text';
import { problemAt } from './problem-at';
import { mapOf, type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';
import { warehouseProblems } from './warehouse-checks';

/** What the keys of load pipelines say together, and with the rest of the file. */
export const loadProblems = (root: RawMap, extracts: readonly RawMap[], loads: readonly RawMap[]): SchemaProblem[] => [
  ...nothingProblem(root),
  ...loads.flatMap((pipeline, i) => pipelineProblems(pipeline, root, extracts, ['load', i])),
  ...loadLocationProblems(extracts, loads),
];

const nothingProblem = (root: RawMap): SchemaProblem[] =>
  root.extract === undefined && root.load === undefined
    ? [
        problemAt(
          ['extract'],
          undefined,
          'is missing, and load too',
          'add one of them: a file has at least one pipeline',
        ),
      ]
    : [];

const pipelineProblems = (pipeline: RawMap, root: RawMap, extracts: readonly RawMap[], at: Path): SchemaProblem[] => {
  const warehouse = mapOf(pipeline.warehouse ?? root.warehouse);
  const problems = [
    ...warehouseProblems(mapOf(pipeline.warehouse), [...at, 'warehouse']),
    ...loadSourceProblems(pipeline, warehouse, extracts, at),
    ...loadTableProblems(pipeline, at),
    ...loadOptionProblems(pipeline, at),
    ...triggerProblems(pipeline, warehouse, at),
    ...templateProblems(pipeline, at),
    ...keyRegionProblem(mapOf(pipeline.storage), textOf(warehouse.region), [...at, 'storage']),
    ...historyProblem(pipeline, at),
  ];
  if (pipeline.warehouse === undefined && root.warehouse === undefined) {
    const fix = 'add warehouse: at the top of the file, for every pipeline';
    problems.push(problemAt([...at, 'warehouse'], undefined, 'is missing', fix));
  }
  return problems;
};

const triggerProblems = ({ trigger, source }: RawMap, warehouse: RawMap, at: Path): SchemaProblem[] => {
  const { onObjectCreated, batchEvery } = mapOf(trigger);
  if (onObjectCreated === false && batchEvery !== undefined) {
    const message = 'does nothing with onObjectCreated: false';
    return [
      problemAt([...at, 'trigger', 'batchEvery'], batchEvery, message, 'remove it, or write onObjectCreated: true'),
    ];
  }
  const [region, own] = [textOf(mapOf(source).region), textOf(warehouse.region)];
  if (onObjectCreated !== true || region === undefined || own === undefined || region === own) return [];
  const message = `needs the bucket in the warehouse's region, and it is in ${region}: its events do not leave it`;
  return [problemAt([...at, 'trigger'], trigger, message, 'write schedule instead')];
};

/** All tables of a source under one name would be one target. */
const templateProblems = (pipeline: RawMap, at: Path): SchemaProblem[] => {
  const template = textOf(mapOf(pipeline.target).tableName);
  const hasOneTable = mapOf(pipeline.source).table !== undefined;
  if (template === undefined || template.includes('{table}') || hasOneTable) return [];
  const message = 'has no {table}, so that all tables would have one target';
  return [problemAt([...at, 'target', 'tableName'], template, message, 'put {table} into it, or write source.table')];
};
