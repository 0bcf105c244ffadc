import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowTable } from './flow-catalog';
import type { Flow } from './flow-rig';

/** Keeps what lies in S3 and in the Glue Data Catalog. Calling the result brings it back, and forgets faults. */
export const keepState = (flow: Flow): { restore: (tables: FlowTable[]) => void; forget: () => void } => {
  const kept = mkdtempSync(join(tmpdir(), 'flow-kept-'));
  const root = flow.path('');
  cpSync(root, kept, { recursive: true });
  return {
    restore: (tables) => {
      flow.reset(tables);
      rmSync(join(root, '.glue'), { recursive: true, force: true });
      cpSync(kept, root, { recursive: true });
    },
    forget: () => rmSync(kept, { recursive: true, force: true }),
  };
};
