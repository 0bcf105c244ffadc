import type { LoadPipeline } from './load-config';
import type { ExtractPipeline, ShuttleConfig } from './shuttle-config';

/** A pipeline of either direction; `kind` tells which. */
export type Pipeline = ExtractPipeline | LoadPipeline;

/** The pipelines of a file, extracts first, each direction in the order of the file. */
export const allPipelines = ({ extract, load = [] }: ShuttleConfig): Pipeline[] => [...extract, ...load];
