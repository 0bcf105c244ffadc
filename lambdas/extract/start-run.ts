import { z } from 'zod';
import { type Executions, executions } from '../clients/executions';
import { type Objects, objects } from '../clients/objects';
import { pipelineRoot, runKey } from '../core/batch/object-keys';
import { runIdOf } from '../core/batch/run-id';
import { type ExecutionInput, parseExecutionInput } from '../core/config/execution-input';
import { parseExtractPipeline } from '../core/config/extract-pipeline';
import type { ExtractPipeline } from '../core/config/shuttle-config';
import { runDocument } from '../core/progress/run-document';
import { catalogQueries, databaseUser } from '../core/sql/catalog-queries';
import { type Statement, statementTexts } from '../core/statement/statement';
import { bakedConfigFields, configText } from '../run/config-text';
import { type Execution, executionSchema } from '../run/execution';
import { targetOf } from '../run/statement-target';
import { takeLock } from '../run/take-lock';
import { defineHandler } from '../runtime/define-handler';
import { type Resources, type Run, resourcesSchema } from './contract';

/**
 * Parses config and input, takes the pipeline's lock, writes run.json.
 *
 * If the process dies at any line: before the lock is written nothing has happened. After it, the retry finds the lock
 * held by its own execution and goes on; if there is no retry, the execution is over, and the next one takes the lock
 * over because its holder no longer runs. run.json is the same whoever writes it.
 *
 * A dry run takes no lock: it writes nothing but its own report.
 */
export const startRunInputSchema = z.object({
  ...bakedConfigFields,
  input: z.unknown(),
  resources: resourcesSchema,
  execution: executionSchema,
});

export interface StartedRun {
  run: Run;
  /** False: the plan is made from the config alone. */
  discover: boolean;
  catalogStatement: Statement;
}

export const startRun = async (
  request: z.output<typeof startRunInputSchema>,
  clients: { objects: Objects; executions: Executions },
): Promise<StartedRun> => {
  const config = parseExtractPipeline(JSON.parse(await configText(request, clients.objects)));
  const input = parseExecutionInput(request.input);
  const run = runOf(config, request.resources, request.execution, input);
  if (!run.dryRun) await takeLock(run, request.execution, clients);
  await clients.objects.writeDocument(runDocument, runKey(run.root, run.runId), {
    formatVersion: 1,
    runId: run.runId,
    executionArn: run.executionArn,
    startedAt: request.execution.startedAt,
    config,
    input,
  });
  const { relations, lateBindingColumns, sizes } = catalogQueries();
  const sqls = statementTexts([relations, lateBindingColumns, sizes, databaseUser()], 'catalog');
  return {
    run,
    discover: config.discover,
    catalogStatement: { step: 'catalog', mode: 'AUTO_COMMIT', sql: { sqls } },
  };
};

const runOf = (config: ExtractPipeline, resources: Resources, execution: Execution, input: ExecutionInput): Run => ({
  pipeline: config.name,
  runId: runIdOf(execution.arn, execution.startedAt),
  executionArn: execution.arn,
  root: pipelineRoot(resources.bucket, config.destination.prefix, config.name),
  planRoot: pipelineRoot(resources.planBucket ?? resources.bucket, config.destination.prefix, config.name),
  target: targetOf(config.warehouse),
  unload: {
    iamRole: resources.unloadRole,
    maxFileSizeMb: config.maxFileSizeMb,
    ...(config.destination.region !== undefined && { region: config.destination.region }),
    ...(resources.kmsKeyArn !== undefined && { kmsKeyArn: resources.kmsKeyArn }),
  },
  statementTimeoutSeconds: config.statementTimeoutSeconds,
  pollIntervalSeconds: config.pollIntervalSeconds,
  maxAttempts: config.attempts,
  caseSensitiveIdentifiers: config.caseSensitiveIdentifiers,
  dryRun: input.dryRun,
  allowMassDeletes: input.allowMassDeletes ?? false,
  ...(config.catalog && { glueDatabase: config.catalog.database }),
  keepSnapshots: config.keep.snapshots,
  keepRuns: config.keep.runs,
});

export const handler = defineHandler(startRunInputSchema, (input) =>
  startRun(input, { objects: objects(), executions: executions() }),
);
