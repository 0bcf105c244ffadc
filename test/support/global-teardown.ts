import { rmSync } from 'node:fs';
import type { WarmThreads } from '../../local/lambda/warm-threads';
import { TEMPORARY_FILES } from './assemblies';
import { WARM_FUNCTIONS } from './warm-functions';

/** Ends the threads of functions, and removes what the tests have left in the folder for temporary files. */
export default async (): Promise<void> => {
  await (globalThis as { [WARM_FUNCTIONS]?: WarmThreads })[WARM_FUNCTIONS]?.close();
  const folder = process.env[TEMPORARY_FILES];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
};
