import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineResult } from '../../../local/redshift/engine';
import { type Fixture, openFixture } from './warehouse-fixture';

export interface CopyFixture extends Fixture {
  /** Stores an object in bucket `lake`. */
  put(key: string, content: string | Uint8Array): Promise<void>;
  /** COPY as admin, with a role. */
  copy(target: string, key: string, options: string): Promise<EngineResult>;
}

export async function openCopyFixture(isServerless = true): Promise<CopyFixture> {
  const f = await openFixture({ isServerless });
  return {
    ...f,
    async put(key, content) {
      const file = join(f.objects.root, 'tmp-object');
      await writeFile(file, content);
      await f.objects.publishFile('lake', key, file);
    },
    copy: (target, key, options) =>
      f.admin.execute(`copy ${target} from 's3://lake/${key}' iam_role 'arn:aws:iam::123456789012:role/r' ${options}`),
  };
}

export const LOAD_FAILED =
  "ERROR: Load into table 't' failed.  Check 'sys_load_error_detail' system table for details.";
