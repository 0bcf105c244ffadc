import { join } from 'node:path';

/** The configs that are synthesised once for all tests: test/support/assemblies/<name>.yaml. */
export type AssemblyName = 'default' | 'e2e' | 'flow';

/** The synthesised stack of a config, with real bundles, as test/support/global-setup.ts has left it. */
export const assemblyFolder = (name: AssemblyName): string => join(__dirname, '..', '..', '.shuttle', 'test', name);
