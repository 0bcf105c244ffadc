import { createHash } from 'node:crypto';

/*
 * Physical names. All derive from the stack's name, so that several stacks share an account. `_` separates their parts
 * because no stack's and no pipeline's name holds one: with `-`, pipeline `b-c` of stack `a` would meet pipeline `c` of
 * stack `a-b`.
 */

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** A name of at most `max` characters: a longer one is cut, and a digest of the whole keeps it unique. */
const fitted = (name: string, max: number): string =>
  name.length <= max ? name : `${name.slice(0, max - 9)}-${digestOf(name)}`;

/** For services that tell no case apart, or take lower case only: `Prod` must not meet `prod`. */
const caseFolded = (stack: string): string => {
  const lower = stack.toLowerCase();
  return lower === stack ? stack : `${lower}-${digestOf(stack)}`;
};

/** At most 73 of 80 characters; the log group below it holds 512. */
export const stateMachineName = (stack: string, pipeline: string): string => `${stack}_${pipeline}`;
/** At most 79 of 80 characters. */
export const objectQueueName = (stateMachine: string): string => `${stateMachine}_queue`;
/** No pipeline's name begins with `_`. */
export const cleanUpName = (stack: string): string => `${stack}__clean-up`;
/** At most 64 characters: a step's name may have 23. */
export const functionName = (stack: string, step: string): string => `${stack}_${step}`;
export const machineLogGroupName = (stateMachine: string): string => `/aws/vendedlogs/states/${stateMachine}`;
export const functionLogGroupName = (fn: string): string => `/aws/lambda/${fn}`;
export const topicName = (stack: string): string => `${stack}_failed-runs`;
export const missedStartsName = (stack: string): string => `${stack}_missed-starts`;
export const failedRunsAlarmName = (stateMachine: string): string => `${stateMachine}_failed-runs`;
/** Of a pipeline, or of one of its tables. An alarm's name holds 255 characters, and the table's 600 and more. */
export const staleAlarmName = (stateMachine: string, table?: string): string =>
  fitted(`${stateMachine}_stale${table === undefined ? '' : `_${table}`}`, 255);
/** What the names of a stack's alarms begin with. */
export const alarmNamePrefix = (stack: string): string => `${stack}_`;
/** Dashboards of all regions share one list: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const dashboardName = (stack: string, region: string): string => `${stack}_${region}`;
/** A rule's name holds 64 characters. */
export const failedRunsRuleName = (stateMachine: string): string => fitted(`${stateMachine}_failed-runs`, 64);
/** What the names of a stack's rules begin with, however they are cut. */
export const ruleNamePrefix = (stack: string): string => `${stack}_`;

/** A bucket's name holds 63 characters, the account 12 of them, and is lower case. */
export const bucketName = (stack: string, account: string, region: string): string =>
  `${fitted(caseFolded(stack), 63 - 12 - region.length - 2)}-${account}-${region}`;

/**
 * Roles that are named outside the stack have fixed names: the database user of the Data API role is `IAMR:<role name>`,
 * and grants to it break when the name changes. Role names are global in an account, hence the region; they hold 64
 * characters and tell no case apart.
 */
const roleName = (stack: string, region: string, what: string): string => {
  const tail = `-${region}-${what}`;
  return fitted(caseFolded(stack), 64 - tail.length) + tail;
};
export const dataApiRoleName = (stack: string, region: string): string => roleName(stack, region, 'data');
export const unloadRoleName = (stack: string, region: string): string => roleName(stack, region, 'unload');
