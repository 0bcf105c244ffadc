import type { Context } from './context';
import type { Caller } from './options';
import type { TargetInput } from './requests';
import { validation } from './service-error';
import type { Target } from './statement';

/** AWS's words for a cluster or a workgroup that it does not find. */
const UNKNOWN_ENDPOINT = "Redshift endpoint doesn't exist in this region.";

/**
 * Where a request runs and as whom: serverless, the IAM identity's own user; a cluster, `DbUser` or the IAM identity;
 * either, the user held by the secret.
 * @throws ServiceError ValidationException
 */
export function resolveTarget(context: Context, caller: Caller, input: TargetInput): Target {
  const { ClusterIdentifier: cluster, WorkgroupName: workgroup, Database: database } = input;
  if (cluster === undefined && workgroup === undefined) {
    throw validation('Either ClusterIdentifier or WorkgroupName needs to be specified.');
  }
  if (cluster !== undefined && workgroup !== undefined) {
    throw validation('Only one of ClusterIdentifier and WorkgroupName can be specified.');
  }
  if (!database) throw validation('Database needs to be specified.');
  const { clusters, workgroups } = context.options;
  const known = cluster === undefined ? workgroups : clusters;
  if (known && !known.includes(cluster ?? workgroup ?? '')) throw validation(UNKNOWN_ENDPOINT);
  return {
    ...(cluster === undefined ? {} : { clusterIdentifier: cluster }),
    ...(workgroup === undefined ? {} : { workgroupName: workgroup }),
    ...(input.SecretArn === undefined ? {} : { secretArn: input.SecretArn }),
    database,
    ...resolveUser(context, caller, input),
  };
}

function resolveUser(context: Context, caller: Caller, input: TargetInput): Pick<Target, 'dbUser' | 'isSuperuser'> {
  if (input.SecretArn !== undefined) {
    if (input.DbUser !== undefined) throw validation('Only one of DbUser and SecretArn can be specified.');
    const user = context.options.secretUser?.(input.SecretArn);
    if (user) return user;
    throw validation(
      `NotSupportedLocally: no database user is known for the secret ${input.SecretArn}. Give startDataApi a secretUser.`,
    );
  }
  if (input.DbUser !== undefined) {
    if (input.WorkgroupName !== undefined) throw validation('DbUser is not supported with WorkgroupName.');
    return { dbUser: input.DbUser };
  }
  const { dbUser, isSuperuser } = caller;
  return isSuperuser === undefined ? { dbUser } : { dbUser, isSuperuser };
}

/**
 * A session already has its target, so a request that names both is refused.
 * @throws ServiceError ValidationException
 */
export function refuseTargetWithSession(input: TargetInput): void {
  const names = ['Database', 'ClusterIdentifier', 'WorkgroupName', 'DbUser', 'SecretArn'] as const;
  const given = names.filter((name) => input[name] !== undefined);
  if (given.length > 0) throw validation(`${given.join(', ')} can not be specified when SessionId is specified.`);
}

/** The members of an answer that name a target. */
export const targetMembers = (target: Target) => ({
  ClusterIdentifier: target.clusterIdentifier,
  WorkgroupName: target.workgroupName,
  Database: target.database,
  DbUser: target.dbUser,
  SecretArn: target.secretArn,
});

/** Whether a list request's filters let a target through. */
export const matchesTarget = (target: Target, input: TargetInput): boolean =>
  (input.Database === undefined || input.Database === target.database) &&
  (input.ClusterIdentifier === undefined || input.ClusterIdentifier === target.clusterIdentifier) &&
  (input.WorkgroupName === undefined || input.WorkgroupName === target.workgroupName);
