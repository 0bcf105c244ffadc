import { z } from 'zod';
import { type Executions, executions } from '../clients/executions';
import { type Objects, objects } from '../clients/objects';
import { pipelineRoot, runKey } from '../core/batch/object-keys';
import { runIdOf } from '../core/batch/run-id';
import type { LoadPipeline } from '../core/config/load-config';
import { type LoadInput, parseLoadInput } from '../core/config/load-input';
import { parseLoadPipeline } from '../core/config/load-pipeline';
import { loadRunDocument } from '../core/staging/load-run-document';
import { bakedConfigFields, configText } from '../run/config-text';
import { type Execution, executionSchema } from '../run/execution';
import { targetOf } from '../run/statement-target';
import { takeLock } from '../run/take-lock';
import { defineHandler } from '../runtime/define-handler';
import { type LoadRun, type Resources, resourcesSchema } from './contract';

/**
 * Parses config and input, takes the pipeline's lock, writes run.json.
 *
 * If the process dies at any line: before the lock is written nothing has happened. After it, the retry finds the lock
 * held by its own execution and goes on; if there is no retry, the execution is over, and the next one takes the lock
 * over because its holder no longer runs. run.json is the same whoever writes it.
 *
 * A dry run takes no lock: it writes nothing but its own report.
 */
export const startLoadInputSchema = z.object({
  ...bakedConfigFields,
  input: z.unknown(),
  resources: resourcesSchema,
  execution: executionSchema,
});

export interface StartedLoad {
  run: LoadRun;
  /** Whether the source is made of objects that are taken once each. */
  objects: boolean;
}

export const startLoad = async (
  request: z.output<typeof startLoadInputSchema>,
  clients: { objects: Objects; executions: Executions },
): Promise<StartedLoad> => {
  const { execution } = request;
  const config = parseLoadPipeline(JSON.parse(await configText(request, clients.objects)));
  const input = parseLoadInput(request.input);
  const run = runOf(config, request.resources, execution, input);
  if (!run.dryRun) await takeLock(run, execution, clients);
  await clients.objects.writeDocument(loadRunDocument, runKey(run.root, run.runId), {
    formatVersion: 1,
    runId: run.runId,
    executionArn: run.executionArn,
    startedAt: execution.startedAt,
    config,
    input,
  });
  return { run, objects: config.source.format !== 'extract' };
};

const runOf = (config: LoadPipeline, resources: Resources, execution: Execution, input: LoadInput): LoadRun => ({
  pipeline: config.name,
  runId: runIdOf(execution.arn, execution.startedAt),
  executionArn: execution.arn,
  root: pipelineRoot(resources.bucket, config.storage.prefix, config.name),
  source: { bucket: resources.sourceBucket, prefix: config.source.prefix },
  target: targetOf(config.warehouse),
  copyRole: resources.copyRole,
  statementTimeoutSeconds: config.statementTimeoutSeconds,
  pollIntervalSeconds: config.pollIntervalSeconds,
  maxAttempts: config.attempts,
  keepRuns: config.keep.runs,
  dryRun: input.dryRun,
});

export const handler = defineHandler(startLoadInputSchema, (input) =>
  startLoad(input, { objects: objects(), executions: executions() }),
);
