import { parseArn, partitionOf } from './arn';
import type { Path } from './path-text';
import { problemAt } from './problem-at';
import { type RawMap, textOf } from './raw-value';
import type { SchemaProblem } from './schema-problems';

/** What the keys of a warehouse say together; nothing for a warehouse that is not there. */
export const warehouseProblems = (warehouse: RawMap, at: Path): SchemaProblem[] => {
  if (Object.keys(warehouse).length === 0) return [];
  const { workgroup, clusterIdentifier, dbUser, secretArn } = warehouse;
  const problems: SchemaProblem[] = [];
  const add = (key: string, message: string, fix: string): void => {
    problems.push(problemAt([...at, key], warehouse[key], message, fix));
  };
  if (workgroup === undefined && clusterIdentifier === undefined) {
    problems.push(
      problemAt(
        at,
        warehouse,
        'names no warehouse',
        'add workgroup (Redshift Serverless) or clusterIdentifier (a provisioned cluster)',
      ),
    );
  }
  if (workgroup !== undefined && clusterIdentifier !== undefined) {
    add('clusterIdentifier', 'stands beside workgroup', 'keep the one of the two that you extract from');
  }
  if (dbUser !== undefined && workgroup !== undefined) {
    add(
      'dbUser',
      "is for clusters: a workgroup takes the caller's IAM identity",
      'remove it, or use secretArn for another database user',
    );
  }
  if (dbUser !== undefined && secretArn !== undefined) {
    add('dbUser', 'stands beside secretArn, which names the user itself', 'remove one of the two');
  }
  return [
    ...problems,
    ...['workgroup', 'secretArn'].flatMap((key) => regionProblems(warehouse, key, at)),
    ...partitionProblems(warehouse, at),
  ];
};

/** The Data API finds a workgroup and a secret in its own region only. */
const regionProblems = (warehouse: RawMap, key: string, at: Path): SchemaProblem[] => {
  const region = textOf(warehouse.region);
  const arn = parseArn(textOf(warehouse[key]) ?? '');
  if (arn === undefined || region === undefined || arn.region === '' || arn.region === region) return [];
  const message = `is in ${arn.region}, the warehouse in ${region}`;
  return [
    problemAt(
      [...at, key],
      warehouse[key],
      message,
      'write the ARN of one in the same region, or correct warehouse.region',
    ),
  ];
};

const partitionProblems = (warehouse: RawMap, at: Path): SchemaProblem[] => {
  const region = textOf(warehouse.region);
  const roles = (textOf(warehouse.iamRole) ?? '').split(',').map(parseArn);
  const foreign = roles.find(
    (arn) => region !== undefined && arn !== undefined && arn.partition !== partitionOf(region),
  );
  if (region === undefined || foreign === undefined) return [];
  const partition = partitionOf(region);
  const message = `is in the partition ${foreign.partition}, the region ${region} in ${partition}`;
  return [problemAt([...at, 'iamRole'], warehouse.iamRole, message, `write a role of arn:${partition}:iam`)];
};
