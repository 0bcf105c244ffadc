import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import { estimatedSize } from '../../lib/stack-size';
import { synth } from '../support/synth';

/*
 * What a template needs is estimated before it is made. Below the template the estimate must never be: CloudFormation would
 * refuse it, minutes after the deployment has begun. Far above it pipelines would be refused that fit.
 */

const KEY = 'arn:aws:kms:ap-southeast-1:123456789012:key/0aaaaaaa-1111-2222-3333-444444444444';

interface Kind {
  of: 'extract' | 'load';
  options: (name: string) => string;
}

const bucket = (name: string): string => `${'b'.repeat(61)}${name.slice(-2)}`;
const objects = (name: string, more = ''): string => `source: { format: debezium, prefix: in/${name}${more} }`;
const KINDS: Record<string, Kind> = {
  extracts: { of: 'extract', options: () => '' },
  'extracts on schedule, watched': { of: 'extract', options: () => ', schedule: rate(1 day), expectEvery: 26h' },
  'extracts into buckets of their own': {
    of: 'extract',
    options: (name) => `, schedule: rate(1 day), destination: { bucket: ${bucket(name)} }`,
  },
  'extracts with a key': { of: 'extract', options: () => `, destination: { kmsKeyArn: "${KEY}" }` },
  loads: { of: 'load', options: (name) => `, ${objects(name)}` },
  'loads on schedule that objects start': {
    of: 'load',
    options: (name) => `, schedule: rate(1 day), trigger: { onObjectCreated: true }, ${objects(name)}`,
  },
  'loads from and in buckets of their own': {
    of: 'load',
    options: (name) =>
      `, trigger: { onObjectCreated: true }, ${objects(name, `, bucket: s${bucket(name).slice(1)}`)}, storage: { bucket: ${bucket(name)}, kmsKeyArn: "${KEY}" }`,
  },
  'loads with a key': {
    of: 'load',
    options: (name) => `, ${objects(name)}, storage: { kmsKeyArn: "${KEY}" }`,
  },
};

const fileOf = ({ of, options }: Kind, stack: string, count: number, length: number): string => {
  const names = Array.from({ length: count }, (_, i) => String(i).padStart(2, '0').padStart(length, 'p'));
  const rows = names.map((name) => `  - { name: ${name}${options(name)} }`);
  return `
stack: ${stack}
warehouse: { region: ap-southeast-1, database: dev, workgroup: demo }
${of}:
${rows.join('\n')}
`;
};

/** The most pipelines of a file that are not refused, up to 16. */
const most = (fits: (count: number) => string): number => {
  const bytes = (count: number) => estimatedSize(parseShuttleFile(fits(count))).bytes;
  return Array.from({ length: 16 }, (_, i) => 16 - i).find((count) => bytes(count) <= 1_000_000) ?? 1;
};

describe.each(Object.keys(KINDS))('%s', (kind) => {
  it.each([
    ['short', 'x', 3],
    ['long', 's'.repeat(40), 32],
  ])('with %s names are never more than estimated, nor much less', (_, stack, length) => {
    const file = (count: number) => fileOf(KINDS[kind] as Kind, stack, count, length);
    // Both grow evenly: where the estimate is enough at the ends, it is between them.
    for (const count of [1, most(file)]) {
      const { template } = synth(file(count));
      const bytes = Buffer.byteLength(JSON.stringify(template));
      const resources = Object.keys(template.Resources).length;
      const estimate = estimatedSize(parseShuttleFile(file(count)));
      const spare = { bytes: estimate.bytes - bytes, resources: estimate.resources - resources };
      expect({ count, spare, isLess: spare.bytes < 0 || spare.resources < 0 }).toEqual({ count, spare, isLess: false });
      expect({ count, spare, isFar: spare.bytes > 0.1 * bytes }).toEqual({ count, spare, isFar: false });
    }
  });
});
