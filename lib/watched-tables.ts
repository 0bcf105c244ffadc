import { parseDuration } from '../lambdas/core/config/duration';
import type { ExtractPipeline } from '../lambdas/core/config/shuttle-config';
import { parseTableName } from '../lambdas/core/config/table-name';
import { tableDimension } from '../lambdas/core/monitoring/metrics';

/** The tables with an `expectEvery` of their own, in seconds, by the value of their dimension. */
export const watchedTables = ({ tables, caseSensitiveIdentifiers }: ExtractPipeline): Map<string, number> =>
  new Map(
    tables.flatMap(({ pattern, isGlob, options: { enabled, expectEvery } }) =>
      isGlob || enabled === false || expectEvery === undefined
        ? []
        : [[tableDimension(parseTableName(pattern), caseSensitiveIdentifiers), parseDuration(expectEvery)]],
    ),
  );
