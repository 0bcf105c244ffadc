import { createHash } from 'node:crypto';
import type { LoadPipeline } from '../config/load-config';

/** The release's own part: raised when the same objects come to be read or rendered another way. */
const SHAPING_VERSION = 1;

/**
 * Names what of a pipeline's configuration decides how its objects become staged rows: 12 hex digits. A batch that was
 * shaped by another configuration is shaped anew.
 */
export const shapingDigest = ({ source, defaults, tables }: LoadPipeline): string => {
  const of = (options: LoadPipeline['defaults']) => [
    options.enabled ?? null,
    options.key ?? null,
    options.columns ?? null,
    options.columnTypes ?? null,
  ];
  const parts = [
    SHAPING_VERSION,
    source,
    of(defaults),
    ...tables.map(({ pattern, options }) => [pattern, of(options)]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
};
