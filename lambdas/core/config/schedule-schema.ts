import { z } from 'zod';
import { checkedText } from './rule';
import { scheduleFault, timezoneFault } from './schedule-expression';

const expression = checkedText(scheduleFault, {
  description: 'rate(...) or cron(...) of EventBridge Scheduler.',
  examples: ['rate(1 day)'],
});

export const scheduleSchema = z
  .union([
    expression,
    z.strictObject({
      expression,
      timezone: checkedText(timezoneFault, {
        description: 'IANA time zone in which a cron expression is read.',
        default: 'UTC',
        examples: ['Europe/Berlin'],
      }).optional(),
      enabled: z
        .boolean()
        .meta({ description: 'False: the schedule is made, but off.', default: true, examples: [false] })
        .optional(),
    }),
  ])
  .meta({ description: 'When the pipeline starts by itself; never when absent.', examples: ['rate(1 day)'] });
