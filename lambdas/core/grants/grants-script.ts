import type { Pipeline } from '../config/all-pipelines';
import { partitionOf } from '../config/arn';
import type { LoadPipeline } from '../config/load-config';
import type { ExtractPipeline, Warehouse } from '../config/shuttle-config';
import { attachRole } from './attach-role';
import { comment } from './comment';
import { databaseSection } from './database-section';
import { databaseUser } from './database-user';
import { loadSection } from './load-section';
import { loadTargets } from './load-targets';
import { grantAssumeRole } from './statements';
import { grantTargets } from './targets';
import { userSection } from './user-section';

export interface GrantsRequest {
  stack: string;
  pipelines: readonly Pipeline[];
  /** Names of the roles that the stack makes. */
  dataApiRoleName: string;
  unloadRoleName: string;
  /** The AWS account of the stack, 12 digits; a placeholder stands for it where absent. */
  account?: string | undefined;
}

/**
 * The SQL script that lets the pipelines sign in, read and load, one section for each cluster or workgroup. What is no SQL
 * stands in comments.
 *
 * @throws RangeError for a name that no identifier can hold, see `identifier`
 */
export const grantsScript = (request: GrantsRequest): string => {
  const head = comment(
    `Grants for the stack ${request.stack}: ${request.pipelines.map(({ name }) => name).join(', ')}`,
    'Run this as a superuser, each part in the database that it names. To run a GRANT twice does no harm.',
  );
  const warehouses = groupBy(request.pipelines, ({ warehouse }) => endpointOf(warehouse));
  const parts = [...warehouses].flatMap(([endpoint, pipelines]) => [
    '',
    ...rule(endpoint),
    ...part(request, pipelines),
  ]);
  return `${[...head, ...parts].join('\n')}\n`;
};

const part = (request: GrantsRequest, pipelines: readonly Pipeline[]): string[] => {
  const userOf = ({ warehouse }: Pipeline) => databaseUser(warehouse, request.dataApiRoleName);
  const users = groupBy(pipelines, (one) => JSON.stringify([userOf(one).name, one.warehouse.secretArn]));
  const lines: string[] = [];
  for (const [first, ...others] of users.values()) {
    const all = [first, ...others];
    lines.push('', ...userSection(userOf(first), first.warehouse.secretArn));
    const { name: user } = userOf(first);
    const extracts = groupBy(all.filter(isExtract), (one) =>
      JSON.stringify([one.warehouse.database, one.caseSensitiveIdentifiers]),
    );
    const loads = groupBy(all.filter(isLoad), ({ warehouse }) => warehouse.database);
    for (const members of extracts.values()) lines.push('', ...extractPart(members, user));
    for (const members of loads.values()) lines.push('', ...loadPart(members, user));
    lines.push('', ...assumeRolePart(request, all, user));
  }
  const own = pipelines.find(({ warehouse }) => warehouse.iamRole === undefined);
  if (own !== undefined) lines.push('', ...comment(...attachRole(own.warehouse, stackRoleArn(request, own))));
  return lines;
};

const isExtract = (pipeline: Pipeline): pipeline is ExtractPipeline => pipeline.kind === 'extract';
const isLoad = (pipeline: Pipeline): pipeline is LoadPipeline => pipeline.kind === 'load';

const databaseHead = ([first, ...others]: Group<Pipeline>): string[] =>
  comment(
    `---- Database ${first.warehouse.database}, for ${[first, ...others].map(({ name }) => name).join(', ')}: connect to it first.`,
  );

const loadPart = (members: Group<LoadPipeline>, user: string): string[] => [
  ...databaseHead(members),
  ...loadSection({ user, database: members[0].warehouse.database, targets: loadTargets(members) }),
];

const extractPart = (members: Group<ExtractPipeline>, user: string): string[] => {
  const [{ warehouse, caseSensitiveIdentifiers: caseSensitive }] = members;
  return [
    ...databaseHead(members),
    ...databaseSection({
      user,
      targets: grantTargets(members),
      caseSensitive,
      discover: members.some(({ discover }) => discover),
      ...(members.some(detectsDeletes) && { tempIn: warehouse.database }),
    }),
  ];
};

/** Whether it reads from S3 by COPY. */
const copies = (pipeline: Pipeline): boolean => isLoad(pipeline) || detectsDeletes(pipeline);

/** Whether keys that are gone are looked for, which takes temp tables and COPY. */
const detectsDeletes = ({ defaults, tables }: ExtractPipeline): boolean =>
  [defaults, ...tables.map(({ options }) => options)].some(({ deletes }) => deletes === 'detect');

const assumeRolePart = (request: GrantsRequest, pipelines: readonly Pipeline[], user: string): string[] => {
  const roles = new Set(pipelines.map((one) => one.warehouse.iamRole ?? stackRoleArn(request, one)));
  return comment(
    'Only where ASSUMEROLE was revoked from PUBLIC (REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL): let the user write with',
    'the role. Elsewhere every user may use every role that is attached, and nothing is to be done.',
    ...[...roles].map((role) => `${grantAssumeRole(role, user, pipelines.some(copies)).text};`),
  );
};

const stackRoleArn = ({ account = '<account>', unloadRoleName }: GrantsRequest, { warehouse }: Pipeline): string =>
  `arn:${partitionOf(warehouse.region)}:iam::${account}:role/${unloadRoleName}`;

const endpointOf = ({ workgroup, clusterIdentifier, region }: Warehouse): string =>
  clusterIdentifier === undefined
    ? `Workgroup ${workgroup ?? ''} in ${region}`
    : `Cluster ${clusterIdentifier} in ${region}`;

const rule = (title: string): string[] => comment('='.repeat(100), title, '='.repeat(100));

type Group<T> = [T, ...T[]];

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, Group<T>> => {
  const groups = new Map<string, Group<T>>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};
