import { type Stack, Validations } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CATALOG_ACKNOWLEDGEMENT } from './catalog-grants';
import { LOAD_ACKNOWLEDGEMENTS } from './load-acknowledgements';

/** A finding of cdk-nag's AwsSolutions that is no fault here, and why. */
export interface NagAcknowledgement {
  rule: string;
  /** Of an IAM5 finding: the resource with a wildcard, references written `<LogicalId.Arn>`. */
  resource?: RegExp;
  /** Of the construct's path below the stack. */
  path: RegExp;
  reason: string;
}

export const NAG_ACKNOWLEDGEMENTS: readonly NagAcknowledgement[] = [
  {
    rule: 'AwsSolutions-S1',
    path: /^Storage\/Bucket\/Resource$/,
    reason: 'Access logs need a second bucket, which is for the account to have: CloudTrail data events tell the same.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    path: /^Monitoring\/MissedStarts\/Resource$/,
    reason: 'The queue is itself the dead-letter queue of the schedules and of the clean-up rules.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^(Functions|Warehouses|Pipeline-[^/]+)\//,
    resource:
      /\/(runs\/\*|(data|deletes|keys)\/\*(\/manifest)?|quarantine\/\*|groups\/\*\/current\.json|tables\/\*\/(current\.json|manifests\/\*|schemas\/\*))$/,
    reason: "Below the pipeline's own prefix, keys hold names of runs, tables and batches that only a run knows.",
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Functions\/DataApi\/Role\//,
    resource: /:workgroup\/\*$/,
    reason:
      "A workgroup's ARN holds an id that its name does not tell; a workgroup named by ARN gets the exact resource.",
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Functions\/DataApi\/Role\//,
    resource: /^\*$/,
    reason:
      'The Data API has no resource for a statement: a condition limits these calls to statements of the role itself, and ' +
      'ListStatements lists no others.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Functions\/DataApi\/Role\//,
    resource: /:kms:.*:key\/\*$/,
    reason:
      "The secret's key is not known here; a condition allows it through Secrets Manager and for this secret only.",
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Functions\/start-(run|load|on-objects)\/Role\//,
    resource: /:execution:[\w-]+:\*$/,
    reason: 'The execution that holds the lock is asked for its status; nobody knows its name before it runs.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /\/StateMachine\/Role\//,
    resource: /^<Functions\w+\.Arn>:\*$/,
    reason: 'Every version of one function: a run that is under way during a deployment goes on to call the old one.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /\/StateMachine\/Role\//,
    resource: /^\*$/,
    reason: 'Delivery of logs and X-Ray have no resources: the statement is the one that AWS documents.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    path: /^Pipeline-[^/]+\/StateMachine\/DistributedMapPolicy\//,
    resource: /:execution:.*:\*$/,
    reason:
      'The Map starts, watches and stops child executions of its own machine, whose names Step Functions makes up.',
  },
  CATALOG_ACKNOWLEDGEMENT,
  ...LOAD_ACKNOWLEDGEMENTS,
];

/** Acknowledges each finding by its own id, on the resource that it is about. Called when the stack is complete. */
export const acknowledgeNag = (stack: Stack, acknowledgements = NAG_ACKNOWLEDGEMENTS): void => {
  for (const construct of stack.node.findAll()) {
    const path = construct.node.path.slice(stack.node.path.length + 1);
    const known = acknowledgements.filter((acknowledgement) => acknowledgement.path.test(path));
    const wildcards = construct instanceof CfnPolicy ? wildcardsOf(stack.resolve(construct.policyDocument)) : [];
    for (const { rule, resource, reason } of known) {
      const ids = resource
        ? wildcards.filter((text) => resource.test(text)).map((text) => `${rule}[Resource::${text}]`)
        : [rule];
      Validations.of(construct).acknowledge(...ids.map((id) => ({ id, reason })));
    }
  }
};

/** The resources with a wildcard in a policy, as cdk-nag writes them. */
const wildcardsOf = (policy: { Statement: { Resource?: unknown }[] }): string[] => [
  ...new Set(
    policy.Statement.flatMap(({ Resource }) => [Resource].flat())
      .map(flat)
      .filter((text) => text.includes('*')),
  ),
];

const flat = (value: unknown): string => {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (ref !== undefined) return `<${String(ref)}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(flat).join(String(join[0]));
  return JSON.stringify(value);
};
