import type { Fault } from './problem';

export interface Arn {
  partition: string;
  service: string;
  region: string;
  account: string;
  resource: string;
}

/** An ARN of the commercial, China or GovCloud partition; undefined for any other text. */
export const parseArn = (text: string): Arn | undefined => {
  const match = /^arn:(aws|aws-cn|aws-us-gov):([a-z0-9-]+):([a-z0-9-]*):([0-9]{12}|):(\S+)$/.exec(text);
  if (match === null) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match;
  return { partition, service, region, account, resource };
};

/** A check that a text is the ARN of one kind of resource, e.g. service `kms`, resource `key/<id>`. */
export const arnOf =
  (service: string, resource: RegExp, example: string, regional = true) =>
  (text: string): Fault | undefined => {
    const fix = `write an ARN like ${example}`;
    const arn = parseArn(text);
    if (arn === undefined) return { message: 'is not an ARN of the partitions aws, aws-cn or aws-us-gov', fix };
    if (arn.service !== service) return { message: `is an ARN of ${arn.service}, not of ${service}`, fix };
    if (!resource.test(arn.resource)) return { message: 'is an ARN of another kind of resource', fix };
    if (arn.account === '') return { message: 'is an ARN without an account', fix };
    if (regional && !REGION.test(arn.region)) return { message: 'is an ARN without a region', fix };
    if (!regional && arn.region !== '') return { message: 'is an ARN with a region, which IAM has none of', fix };
    if (regional && arn.partition !== partitionOf(arn.region)) {
      return {
        message: `names the partition ${arn.partition}, but ${arn.region} is in ${partitionOf(arn.region)}`,
        fix,
      };
    }
    return undefined;
  };

/** The partition of a region. */
export const partitionOf = (region: string): Arn['partition'] => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/** `eu-west-1`, `us-gov-east-1`, `ap-southeast-7`, `mx-central-1`. */
export const REGION = /^[a-z]{2}(-[a-z]+){1,2}-[1-9][0-9]?$/;
