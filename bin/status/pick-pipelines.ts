import type { LoadPipeline } from '../../lambdas/core/config/load-config';
import { nearest } from '../../lambdas/core/config/nearest';
import type { ExtractPipeline, ShuttleConfig } from '../../lambdas/core/config/shuttle-config';
import { UsageError } from '../commands/command';

/** A pipeline of either direction; `kind` tells them apart. */
export type AnyPipeline = ExtractPipeline | LoadPipeline;

/** The pipeline of that name, or all, extract first. @throws UsageError for a name that the file does not have */
export const pickAnyPipelines = (
  { path, config }: { path: string; config: ShuttleConfig },
  name: string | undefined,
): AnyPipeline[] => {
  const all: AnyPipeline[] = [...config.extract, ...(config.load ?? [])];
  if (name === undefined) return all;
  const found = all.filter((pipeline) => pipeline.name === name);
  if (found.length > 0) return found;
  const names = all.map((pipeline) => pipeline.name);
  const [guess] = nearest(name, names, 1);
  const hint = guess === undefined ? `it has ${names.join(', ')}` : `did you mean ${guess}?`;
  throw new UsageError(`${path} has no pipeline ${JSON.stringify(name)}; ${hint}`);
};
