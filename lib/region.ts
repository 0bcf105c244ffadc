import { allPipelines } from '../lambdas/core/config/all-pipelines';
import type { ShuttleConfig } from '../lambdas/core/config/shuttle-config';
import { ConfigInvalid } from '../lambdas/core/errors';

/**
 * The one region that the stack is deployed to: that of its warehouses. The Data API is called in the warehouse's region.
 *
 * @throws ConfigInvalid when the pipelines' warehouses are in several regions
 */
export const regionOf = (config: ShuttleConfig): string => {
  const regions = [...new Set(allPipelines(config).map(({ warehouse }) => warehouse.region))];
  const [region] = regions;
  if (region === undefined || regions.length > 1) {
    throw new ConfigInvalid(
      `warehouse.region: the pipelines name ${regions.join(' and ')}: a stack lives in one region, so write one file for ` +
        'each region and deploy each with -c config=<file>',
    );
  }
  return region;
};
