import { openWarehouse, type Warehouse } from './redshift/warehouse';
import type { LocalS3 } from './s3/server';

/** The laptop's databases: `dev` is where the demo's tables are, `reports` is there to be loaded. */
export const DATABASES = ['dev', 'reports'] as const;

/** Those that can outlive the process: what was loaded, to be looked at afterwards. */
const KEPT = ['reports'];

/** The laptop's workgroups. All of them reach all databases: on AWS each has those of its namespace. */
export const WORKGROUPS = ['demo', 'second'] as const;

/**
 * The laptop's Redshift, which unloads into the laptop's S3 and copies from it.
 *
 * @param folder where `reports` is kept for `lookAtTarget`; in memory when absent
 */
export const localWarehouse = (s3: LocalS3, now: () => number, folder?: string): Promise<Warehouse> =>
  openWarehouse({
    ...(folder !== undefined && { path: folder, kept: KEPT }),
    databases: [...DATABASES],
    isServerless: true,
    now,
    objects: {
      pathFor: (bucket, key) => s3.store.pathOf(bucket, key),
      publishFile: async (bucket, key, file) => {
        await s3.store.publishFile(bucket, key, file);
      },
      exists: async (bucket) => s3.store.hasBucket(bucket),
      list: async (bucket, prefix) => {
        const keys: string[] = [];
        let after: string | undefined;
        do {
          const page = await s3.store.list(bucket, { prefix, maxKeys: 1000, ...(after !== undefined && { after }) });
          keys.push(...page.objects.map(({ key }) => key));
          after = page.next && keys.at(-1);
        } while (after !== undefined);
        return keys;
      },
      get: (bucket, key) => s3.store.get(bucket, key),
      remove: (bucket, key) => s3.store.delete(bucket, key),
    },
  });
