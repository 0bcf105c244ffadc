import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { DEFAULT_TABLE_NAME } from '../lambdas/core/glue/table-name';
import type { NagAcknowledgement } from './nag-acknowledgements';

/** Where a pipeline registers its tables. */
export interface CatalogPlace {
  database: string;
  /** Template of the tables' names, see glueTableName. */
  tableName?: string;
}

const ACTIONS = [
  'glue:GetTable',
  'glue:CreateTable',
  'glue:UpdateTable',
  'glue:GetPartitions',
  'glue:BatchCreatePartition',
  'glue:BatchDeletePartition',
  'glue:UpdatePartition',
];

/**
 * Lets a role register tables in the Glue Data Catalog of the stack's account and region: in the databases that are named,
 * under names that the templates can give, and nothing else. Glue asks for the catalog and the database beside the table.
 * Deleting tables is not granted: nothing does it.
 */
export const grantCatalog = (role: Role, places: readonly CatalogPlace[]): void => {
  const arnOf = (resource: string, resourceName?: string): string =>
    Stack.of(role).formatArn({
      service: 'glue',
      resource,
      ...(resourceName === undefined ? { arnFormat: ArnFormat.NO_RESOURCE_NAME } : { resourceName }),
    });
  // One statement a database: CDK splits policies that grow too long between statements only.
  for (const database of new Set(places.map((place) => place.database))) {
    const tables = places.filter((place) => place.database === database);
    const patterns = new Set(tables.map(({ tableName = DEFAULT_TABLE_NAME }) => patternOf(tableName)));
    role.addToPolicy(
      new PolicyStatement({
        actions: ACTIONS,
        resources: [
          arnOf('catalog'),
          arnOf('database', database),
          ...[...patterns].sort().map((pattern) => arnOf('table', `${database}/${pattern}`)),
        ],
      }),
    );
  }
};

/** The names that a template can give, as an IAM pattern: `{schema}__{table}` is `*__*`. */
const patternOf = (template: string): string =>
  template
    .toLowerCase()
    .replaceAll(/\{[^{}]*\}/g, '*')
    .replaceAll(/[^\p{L}\p{M}\p{N}_*]/gu, '_')
    .replaceAll(/\*{2,}/g, '*');

/** Of the function that registers tables, called `register-table`. */
export const CATALOG_ACKNOWLEDGEMENT: NagAcknowledgement = {
  rule: 'AwsSolutions-IAM5',
  path: /^Functions\/register-table\/Role\//,
  resource: /:glue:.*:table\/[^/*]+\/.*\*/,
  reason:
    'Which tables there are is in Redshift, and known to a run only; the database is named, and the form of the names.',
};
