import { parseArgs } from 'node:util';
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
    const count = `${config.extract.length} pipeline${config.extract.length === 1 ? '' : 's'}`;
    output.out(`${path}: OK, stack ${config.stack} in ${region}, ${count}\n`);
    output.out(
      renderTable(
        {
          columns: ['pipeline', 'tables', 'schedule', 'warehouse', 'destination'],
          rows: config.extract.map((one) => [
            one.name,
            tablesOf(one),
            scheduleOf(one),
            warehouseOf(one),
            destinationOf(one),
          ]),
          numeric: [],
        },
        output.width,
      ),
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

const scheduleOf = ({ enabled, schedule }: ExtractPipeline): string => {
  if (schedule === undefined) return 'none';
  const zone = schedule.timezone === 'UTC' ? '' : ` ${schedule.timezone}`;
  return `${schedule.expression}${zone}${enabled && schedule.enabled ? '' : ' (off)'}`;
};

const warehouseOf = ({ warehouse }: ExtractPipeline): string =>
  `${warehouse.workgroup?.split('/').at(-1) ?? warehouse.clusterIdentifier}/${warehouse.database}`;

const destinationOf = ({ name, destination }: ExtractPipeline): string =>
  `${destination.bucket ?? '(bucket of the stack)'}/${destination.prefix}/${name}/`;
