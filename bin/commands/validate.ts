import { parseArgs } from 'node:util';
import type { Pipeline } from '../../lambdas/core/config/all-pipelines';
import type { LoadPipeline } from '../../lambdas/core/config/load-config';
import type { ExtractPipeline } from '../../lambdas/core/config/shuttle-config';
import { renderTable } from '../../local/look/text-table';
import { type Command, OK } from './command';
import { CONFIG_OPTION, readConfigFile } from './config-file';

export const validate: Command = {
  name: 'validate',
  summary: 'Check shuttle.yaml and list its pipelines',
  usage: `validate [-c <file>]

  -c, --config <file>   the configuration (default shuttle.yaml)

Prints every problem with its place, its value and its fix, and exits with 1 where there is one.`,
  async run(args, output) {
    const { values } = parseArgs({ args, options: CONFIG_OPTION, strict: true });
    const { path, config, region } = readConfigFile(values.config);
    const { extract, load = [] } = config;
    const total = extract.length + load.length;
    output.out(`${path}: OK, stack ${config.stack} in ${region}, ${total} pipeline${total === 1 ? '' : 's'}`);
    const table = (columns: string[], rows: string[][]): void => {
      if (rows.length > 0) output.out(`\n${renderTable({ columns, rows, numeric: [] }, output.width)}`);
    };
    table(
      ['pipeline', 'tables', 'schedule', 'warehouse', 'destination'],
      extract.map((one) => [one.name, tablesOf(one), scheduleOf(one), warehouseOf(one), destinationOf(one)]),
    );
    table(
      ['pipeline', 'source', 'starts', 'warehouse', 'target'],
      load.map((one) => [one.name, sourceOf(one), startsOf(one), warehouseOf(one), targetOf(one)]),
    );
    return OK;
  },
};

const tablesOf = ({ discover, include, exclude, schemas, tables }: ExtractPipeline): string => {
  const exact = tables.filter(({ isGlob, options }) => !isGlob && options.enabled !== false).length;
  if (!discover) return `${exact} declared`;
  const within = schemas === undefined ? '' : ` in ${schemas.join(', ')}`;
  const without = exclude.length === 0 ? '' : ` without ${exclude.join(', ')}`;
  return `${include.join(', ')}${within}${without}`;
};

const scheduleOf = ({ enabled, schedule }: Pipeline): string => {
  if (schedule === undefined) return 'none';
  const zone = schedule.timezone === 'UTC' ? '' : ` ${schedule.timezone}`;
  return `${schedule.expression}${zone}${enabled && schedule.enabled ? '' : ' (off)'}`;
};

const warehouseOf = ({ warehouse }: Pipeline): string =>
  `${warehouse.workgroup?.split('/').at(-1) ?? warehouse.clusterIdentifier}/${warehouse.database}`;

const destinationOf = ({ name, destination }: ExtractPipeline): string =>
  `${destination.bucket ?? '(bucket of the stack)'}/${destination.prefix}/${name}/`;

const sourceOf = ({ source }: LoadPipeline): string =>
  source.format === 'extract' && source.pipeline !== undefined
    ? `extract of ${source.pipeline}`
    : `${source.format}: ${source.bucket ?? '(bucket of the stack)'}/${source.prefix}`;

const startsOf = (pipeline: LoadPipeline): string => {
  const { enabled, schedule, trigger } = pipeline;
  if (trigger === undefined) return scheduleOf(pipeline);
  const onObjects = `on objects${enabled ? '' : ' (off)'}`;
  return schedule === undefined ? onObjects : `${onObjects}, ${scheduleOf(pipeline)}`;
};

const targetOf = ({ target }: LoadPipeline): string => `${target.schema}.${target.tableName}`;
