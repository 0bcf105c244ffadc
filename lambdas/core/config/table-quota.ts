import type { Warehouse } from './shuttle-config';

/** Of Redshift Serverless: https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-limits.html */
const SERVERLESS = 200_000;
/** Of the smallest node types, same page. Larger ones hold 20,000 to 200,000; the Data API does not tell the type. */
const CLUSTER = 9_900;

/** How many tables a warehouse can hold: as the file says, else by its kind. */
export const tableQuotaOf = ({ tableQuota, workgroup }: Warehouse): number =>
  tableQuota ?? (workgroup === undefined ? CLUSTER : SERVERLESS);
