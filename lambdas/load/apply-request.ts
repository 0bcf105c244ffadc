import type { Objects } from '../clients/objects';
import { copyManifestKey, refusedRowsPrefix } from '../core/batch/load-keys';
import { rowsOf } from '../core/batch/manifest';
import type { WriteDecision } from '../core/config/decide-write';
import type { LoadPipeline } from '../core/config/load-config';
import { formatTableName } from '../core/config/table-name';
import type { EvolutionPlan } from '../core/load/evolution-plan';
import type { TargetState } from '../core/load/target-state';
import type { ApplyRequest, Deletes } from '../core/sql/load/apply-request';
import type { Aside } from './aside';
import type { LoadRun, LoadStep } from './contract';
import type { LoadTarget } from './load-target';
import { type StepData, writeManifest } from './step-data';

interface Attempt {
  run: LoadRun;
  config: LoadPipeline;
  step: LoadStep;
  to: LoadTarget;
  data: StepData;
  write: WriteDecision;
  evolution: EvolutionPlan;
  state: TargetState;
  aside?: Aside;
  /** Of the attempt, unique in the unit. */
  name: string;
}

/** What one attempt at a step asks of the transaction; writes the manifests that it copies by. */
export const applyRequest = async (attempt: Attempt, store: Objects): Promise<ApplyRequest> => {
  const { run, config, step, to, data, write, evolution, state, name } = attempt;
  const { options } = to;
  const distKey = state.target?.columns.find(({ isDistKey }) => isDistKey)?.name ?? options.distKey?.toLowerCase();
  return {
    target: { schema: step.target.schema, table: step.target.name },
    batch: { id: step.batchId, seq: String(step.batchSeq) },
    writeMode: write.writeMode,
    columns: evolution.columns,
    key: write.key,
    ...(write.dedupe && { dedupe: write.dedupe }),
    ...(data.partial && { partial: data.partial }),
    carried: evolution.carried,
    history: options.history,
    deletes: deletesOf(write),
    truncates: options.truncates,
    source: await sourceOf(attempt, store),
    iamRole: run.copyRole,
    quarantine: refusedRowsPrefix(run.root, step.batchId, step.source, `${run.runId}-${name}`),
    ...(distKey !== undefined && { distKey }),
    timeoutSeconds: config.statementTimeoutSeconds,
  };
};

const deletesOf = ({ deletes }: WriteDecision): Deletes =>
  typeof deletes === 'object' ? { mode: 'soft', column: deletes.soft.toLowerCase() } : { mode: deletes };

const sourceOf = async ({ run, step, data, aside, name }: Attempt, store: Objects): Promise<ApplyRequest['source']> => {
  const label = formatTableName(step.target.schema, step.target.name);
  const manifestAt = (what: string) => copyManifestKey(run.root, run.runId, label, `${name}${what}`);
  const { files } = data;
  if (files.format === 'changes') {
    const parts = aside?.parts ?? files.parts;
    return { format: 'json', manifest: await writeManifest(manifestAt(''), parts, store), rows: rowsOf(parts) };
  }
  const { load, data: rows, deletes } = files;
  return {
    format: 'parquet',
    data: {
      manifest: await writeManifest(manifestAt(''), rows.parts, store),
      rows: rowsOf(rows.parts),
      columns: rows.columns,
    },
    ...(deletes && {
      deletes: {
        manifest: await writeManifest(manifestAt('-deletes'), deletes.parts, store),
        rows: rowsOf(deletes.parts),
        columns: deletes.columns,
      },
    }),
    isBase: load.isBase,
    pos: load.position,
    at: timeText(load.at),
  };
};

/** `YYYY-MM-DD HH:MM:SS.ffffff` of an ISO 8601 time in UTC. */
const timeText = (iso: string): string => new Date(iso).toISOString().replace('T', ' ').replace('Z', '000');
