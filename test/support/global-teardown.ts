import { rmSync } from 'node:fs';
import { TEMPORARY_FILES } from './assemblies';

/** Removes what the tests have left in the folder for temporary files. */
export default (): void => {
  const folder = process.env[TEMPORARY_FILES];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
};
