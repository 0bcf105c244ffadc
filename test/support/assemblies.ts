import { join } from 'node:path';

/** The configs that are synthesised once for all tests: test/support/assemblies/<name>.yaml, and that of the demo. */
export type AssemblyName =
  | 'clickstream'
  | 'default'
  | 'demo'
  | 'e2e'
  | 'flow'
  | 'load'
  | 'load-dms'
  | 'load-model'
  | 'reading';

const kept = join(__dirname, '..', '..', '.shuttle', 'test');

/** The synthesised stack of a config, with real bundles, as test/support/global-setup.ts has left it. */
export const assemblyFolder = (name: AssemblyName): string => join(kept, name);

/** The variable by which global-setup.ts tells test files the hash of all that a synthesis depends on. */
export const SOURCES_HASH = 'SHUTTLE_TEST_SOURCES';

/** The variable that holds the folder of all temporary files of a run. */
export const TEMPORARY_FILES = 'SHUTTLE_TEST_FILES';

/** The functions as tests that run them in one process load them: test/support/in-process/function-code.ts. */
export const FUNCTION_CODE = join(kept, 'functions');

/** Below it one folder for each hash of the sources: what `synth` keeps. */
export const SYNTHS = join(kept, 'synths');

/** Where `synth` keeps the stacks of these sources. */
export const keptSynths = (): string => {
  const hash = process.env[SOURCES_HASH];
  if (hash === undefined) throw new Error(`${SOURCES_HASH} is set by test/support/global-setup.ts`);
  return join(SYNTHS, hash);
};
