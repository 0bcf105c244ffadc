import { parseArgs } from 'node:util';
import { grantsScript } from '../../lambdas/core/grants/grants-script';
import { dataApiRoleName, unloadRoleName } from '../../lib/names';
import { type Command, OK, UsageError } from './command';
import { CONFIG_OPTION, PIPELINE_OPTION, pickAllPipelines, readConfigFile } from './config-file';

export const grants: Command = {
  name: 'grants',
  summary: 'Print the SQL that lets the pipelines sign in and read, and how to attach the role that writes',
  usage: `grants [-c <file>] [--pipeline <name>] [--account <id>]

  -c, --config <file>     the configuration (default shuttle.yaml)
  -p, --pipeline <name>   this pipeline only
      --account <id>      the AWS account, to be written into ARNs instead of <account>

Prints a script to be read, and run by a superuser of the database.`,
  async run(args, output) {
    const options = { ...CONFIG_OPTION, ...PIPELINE_OPTION, account: { type: 'string' } } as const;
    const { values } = parseArgs({ args, options, strict: true });
    if (values.account !== undefined && !/^[0-9]{12}$/.test(values.account)) {
      throw new UsageError('--account takes the 12 digits of an AWS account');
    }
    const file = readConfigFile(values.config);
    const { stack } = file.config;
    const script = grantsScript({
      stack,
      pipelines: pickAllPipelines(file, values.pipeline),
      dataApiRoleName: dataApiRoleName(stack, file.region),
      unloadRoleName: unloadRoleName(stack, file.region),
      account: values.account,
    });
    output.out(script.trimEnd());
    return OK;
  },
};
