import type { Warehouse } from '../core/config/shuttle-config';
import type { StatementTarget } from '../core/statement/statement';

/** The Data API takes a workgroup by name; the config may name it by ARN, for exact IAM. */
export const targetOf = (warehouse: Warehouse): StatementTarget => ({
  database: warehouse.database,
  ...(warehouse.workgroup !== undefined && { workgroupName: warehouse.workgroup }),
  ...(warehouse.clusterIdentifier !== undefined && { clusterIdentifier: warehouse.clusterIdentifier }),
  ...(warehouse.dbUser !== undefined && { dbUser: warehouse.dbUser }),
  ...(warehouse.secretArn !== undefined && { secretArn: warehouse.secretArn }),
});
