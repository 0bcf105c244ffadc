import { z } from 'zod';
import { type Executions, executions } from '../clients/executions';
import { type Objects, objects } from '../clients/objects';
import { lockKey, pipelineRoot, runKey } from '../core/batch/object-keys';
import { runIdOf } from '../core/batch/run-id';
import { type ExecutionInput, parseExecutionInput } from '../core/config/execution-input';
import { parseExtractPipeline } from '../core/config/extract-pipeline';
import type { ExtractPipeline, Warehouse } from '../core/config/shuttle-config';
import { AlreadyRunning, DocumentInvalid } from '../core/errors';
import { type Lock, lockDocument } from '../core/progress/lock';
import { runDocument } from '../core/progress/run-document';
import { catalogQueries, databaseUser } from '../core/sql/catalog-queries';
import { type Statement, type StatementTarget, statementTexts } from '../core/statement/statement';
import { defineHandler } from '../runtime/define-handler';
import { executionSchema, type Resources, type Run, resourcesSchema } from './contract';

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
  /** The pipeline's config as JSON text (see bake-config.ts), or where it is kept when it is large. */
  config: z.string().optional(),
  configAt: z.object({ bucket: z.string(), key: z.string() }).optional(),
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

const configText = async (request: z.output<typeof startRunInputSchema>, store: Objects): Promise<string> => {
  if (request.config !== undefined) return request.config;
  const stored = request.configAt && (await store.read(request.configAt));
  if (!stored) throw new DocumentInvalid('the deployed config of the pipeline is gone from S3: deploy the stack again');
  return stored.text;
};

const runOf = (
  config: ExtractPipeline,
  resources: Resources,
  execution: z.output<typeof executionSchema>,
  input: ExecutionInput,
): Run => ({
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

/** The Data API takes a workgroup by name; the config may name it by ARN, for exact IAM. */
const targetOf = (warehouse: Warehouse): StatementTarget => ({
  database: warehouse.database,
  ...(warehouse.workgroup !== undefined && { workgroupName: warehouse.workgroup }),
  ...(warehouse.clusterIdentifier !== undefined && { clusterIdentifier: warehouse.clusterIdentifier }),
  ...(warehouse.dbUser !== undefined && { dbUser: warehouse.dbUser }),
  ...(warehouse.secretArn !== undefined && { secretArn: warehouse.secretArn }),
});

/** How often a lock is read again that changed hands in between. */
const LOCK_ATTEMPTS = 5;

/**
 * Takes the lock where it is free, or its holder no longer runs. The holder is asked for, since nobody could renew a
 * lease while a statement runs for hours.
 *
 * @throws AlreadyRunning
 */
const takeLock = async (
  run: Run,
  execution: z.output<typeof executionSchema>,
  clients: { objects: Objects; executions: Executions },
): Promise<void> => {
  const location = lockKey(run.root);
  const mine: Lock = {
    formatVersion: 1,
    executionArn: execution.arn,
    redriveCount: execution.redriveCount,
    startedAt: execution.startedAt,
  };
  for (let attempt = 1; attempt <= LOCK_ATTEMPTS; attempt++) {
    const held = await clients.objects.readDocument(lockDocument, location);
    if (held?.content.executionArn === execution.arn) return;
    if (held && (await clients.executions.status(held.content.executionArn)) === 'RUNNING') {
      throw new AlreadyRunning(
        `pipeline ${run.pipeline} is being run by ${held.content.executionArn} since ${held.content.startedAt}: ` +
          'wait for its end, or stop it, then start again',
      );
    }
    const condition = held ? { ifMatch: held.etag } : ({ ifAbsent: true } as const);
    const write = await clients.objects.writeIf(lockDocument, location, mine, condition);
    if (write.written) return;
  }
  throw new AlreadyRunning(`pipeline ${run.pipeline} is being started by several executions at once: start it again`);
};

export const handler = defineHandler(startRunInputSchema, (input) =>
  startRun(input, { objects: objects(), executions: executions() }),
);
