import type { Objects } from '../clients/objects';
import { runKey } from '../core/batch/object-keys';
import type { LoadPipeline } from '../core/config/load-config';
import type { LoadInput } from '../core/config/load-input';
import { parseLoadPipeline } from '../core/config/load-pipeline';
import { DocumentInvalid } from '../core/errors';
import { loadRunDocument } from '../core/staging/load-run-document';
import type { LoadRun } from './contract';

/** What the run was started with: StartLoad has written it down, so that the state need not carry it. */
export const readLoadConfig = async (
  run: LoadRun,
  store: Objects,
): Promise<{ config: LoadPipeline; input: LoadInput; startedAt: string }> => {
  const started = await store.readDocument(loadRunDocument, runKey(run.root, run.runId));
  if (!started) throw new DocumentInvalid(`runs/${run.runId}/run.json is gone: start the pipeline again`);
  const { config, input, startedAt } = started.content;
  return { config: parseLoadPipeline(config), input, startedAt };
};
