import { z } from 'zod';
import { arnOf, REGION } from './arn';
import type { Fault } from './problem';
import { checkedText, textLike, wholeNumber } from './rule';

export const regionSchema = (description: string) =>
  textLike(
    REGION,
    { message: 'is not an AWS region', fix: 'write a region such as eu-west-1' },
    { description, examples: ['eu-west-1'] },
  );

const workgroupFault = (text: string): Fault | undefined => {
  if (text.startsWith('arn:')) {
    return arnOf(
      'redshift-serverless',
      /^workgroup\/[0-9a-f-]+$/,
      'arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/<id>',
    )(text);
  }
  if (/^[a-z0-9-]{3,64}$/.test(text)) return undefined;
  return { message: 'is not the name of a workgroup', fix: 'write its name (3 to 64 of a-z, 0-9 and -) or its ARN' };
};

const secretFault = arnOf(
  'secretsmanager',
  /^secret:[\w/+=.@!-]+$/,
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf',
);
const roleFault = arnOf('iam', /^role\/[\w+=,.@/-]+$/, 'arn:aws:iam::123456789012:role/name', false);

/** Redshift takes a chain of at most ten roles; a role's name may hold no comma here, for it separates the chain. */
const iamRoleFault = (text: string): Fault | undefined => {
  if (text === 'default') return undefined;
  if (/\s/.test(text))
    return { message: 'has a blank', fix: 'write the ARNs of a chain with commas and no blanks between' };
  const roles = text.split(',');
  if (roles.length > 10) return { message: 'chains more than 10 roles', fix: 'write at most 10 ARNs' };
  return roles.map((role) => roleFault(role)).find((fault) => fault !== undefined);
};

export const warehouseSchema = z
  .strictObject({
    region: regionSchema('The region of the warehouse; the stack is deployed there.'),
    database: textLike(
      /^[^\s"'/\\:@;\0]{1,127}$/,
      { message: 'is not the name of a database', fix: 'write its name, without quotes and blanks' },
      { description: 'The database to connect to.', examples: ['dev'] },
    ),
    workgroup: checkedText(workgroupFault, {
      description: 'Name or ARN of a Redshift Serverless workgroup; the ARN gives the narrowest permissions.',
      examples: ['default-workgroup'],
    }).optional(),
    clusterIdentifier: textLike(
      /^[a-z](?!.*--)[a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$/,
      { message: 'is not a cluster identifier', fix: 'write 1 to 63 of a-z, 0-9 and -, beginning with a letter' },
      { description: 'Identifier of a provisioned cluster.', examples: ['my-cluster'] },
    ).optional(),
    dbUser: textLike(
      /^[^\s"'/\\:;\0]{1,127}$/,
      { message: 'is not the name of a database user', fix: 'write its name, without quotes and blanks' },
      { description: 'Database user of a cluster, with temporary credentials.', examples: ['shuttle'] },
    ).optional(),
    secretArn: checkedText(secretFault, {
      description: 'Secrets Manager secret with the user and password of the database user.',
      examples: ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:shuttle-AbCdEf'],
    }).optional(),
    iamRole: checkedText(iamRoleFault, {
      description: 'Role for UNLOAD: an ARN, a comma chain of ARNs, or default. Absent: the stack makes one.',
      examples: ['arn:aws:iam::123456789012:role/shuttle-unload'],
    }).optional(),
    tableQuota: wholeNumber(1, 1_000_000, 'write the quota of the node type: 9900, 20000 or 200000', {
      description:
        'Tables that the warehouse can hold; a load that makes tables warns from 90 % on. Absent: 200000 for a workgroup, 9900 for a cluster.',
      examples: [20_000],
    }).optional(),
  })
  .meta({
    description: 'The Redshift to extract from: a Serverless workgroup or a provisioned cluster.',
    examples: [{ region: 'eu-west-1', database: 'dev', workgroup: 'demo' }],
    oneOf: [{ required: ['workgroup'] }, { required: ['clusterIdentifier'] }],
  });
