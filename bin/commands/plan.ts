import { parseArgs } from 'node:util';
import { type Command, OK } from './command';
import { CONFIG_OPTION, PIPELINE_OPTION, pickAllPipelines, readConfigFile } from './config-file';
import { loadNames, physicalNames } from './physical-names';
import { planYaml } from './plan-yaml';

export const plan: Command = {
  name: 'plan',
  summary: 'Show the configuration with every default, and the names that it gets in AWS',
  usage: `plan [-c <file>] [--pipeline <name>] [--json]

  -c, --config <file>     the configuration (default shuttle.yaml)
  -p, --pipeline <name>   this pipeline only
      --json              the resolved configuration as the state machines get it, with physical names

The YAML is a shuttle.yaml itself, which means the same as yours.`,
  async run(args, output) {
    const options = { ...CONFIG_OPTION, ...PIPELINE_OPTION, json: { type: 'boolean', default: false } } as const;
    const { values } = parseArgs({ args, options, strict: true });
    const file = readConfigFile(values.config);
    const pipelines = pickAllPipelines(file, values.pipeline);
    const { stack } = file.config;
    if (values.json) {
      const extract = pipelines.flatMap((one) =>
        one.kind === 'extract' ? [{ ...one, physicalNames: physicalNames(stack, file.region, one) }] : [],
      );
      const load = pipelines.flatMap((one) =>
        one.kind === 'load' ? [{ ...one, physicalNames: loadNames(stack, file.region, one) }] : [],
      );
      const { load: _, ...config } = file.config;
      const both = { ...config, region: file.region, extract, ...(load.length > 0 && { load }) };
      output.out(JSON.stringify(both, null, 2));
    } else {
      output.out(planYaml(file, pipelines).trimEnd());
    }
    return OK;
  },
};
