import { z } from 'zod';
import { extractSchema } from './extract-schema';
import { loadSchema } from './load-schema';
import { rule, textLike } from './rule';
import { warehouseSchema } from './warehouse-schema';

const top = {
  stack: textLike(
    /^[A-Za-z][A-Za-z0-9-]{0,39}$/,
    { message: 'is not a name for a stack', fix: 'write 1 to 40 letters, digits and -, beginning with a letter' },
    {
      description: 'Name of the CloudFormation stack; every physical name derives from it.',
      examples: ['shuttle-prod'],
    },
  ),
  alarmEmail: textLike(
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    { message: 'is not an e-mail address', fix: 'write an address such as data@example.com' },
    { description: 'Where alarms are mailed.', examples: ['data@example.com'] },
  ).optional(),
  warehouse: warehouseSchema.optional(),
};

const extract = rule(
  z.array(extractSchema).meta({ description: 'The pipelines from Redshift to S3.', examples: [[{ name: 'lake' }]] }),
  (pipelines) => (pipelines.length > 0 ? undefined : { message: 'lists no pipeline', fix: 'add one: - name: lake' }),
);

const load = rule(
  z.array(loadSchema).meta({ description: 'The pipelines from S3 to Redshift.', examples: [[{ name: 'cdc' }]] }),
  (pipelines) => (pipelines.length > 0 ? undefined : { message: 'lists no pipeline', fix: 'add one: - name: cdc' }),
);

const about = { title: 'shuttle.yaml', description: 'Configuration of Redshift Shuttle.' };

/** The schema of shuttle.yaml. What concerns several keys at once is checked by the cross checks. */
export const fileSchema = z.strictObject({ ...top, extract: extract.optional(), load: load.optional() }).meta(about);

/** shuttle.yaml as it is written. */
export type ShuttleFile = z.output<typeof fileSchema>;
