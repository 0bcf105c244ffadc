import type { z } from 'zod';
import { parseDuration } from './duration';
import { longDurationFault } from './duration-schema';
import { checkedText } from './rule';

/** The shortest period of a CloudWatch alarm on a metric of standard resolution. */
const MIN_SECONDS = 60;

/**
 * The longest time that an alarm looks back.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MAX_SECONDS = 7 * 86_400;

/** How often fresh data is expected. */
export const expectEverySchema = (description: string): z.ZodString =>
  checkedText(
    (text) => {
      const fix = 'write a number and a unit, a minute to 7 days: 90m, 26h, 2d or 1w';
      const fault = longDurationFault(text, fix);
      if (fault !== undefined) return fault;
      const seconds = parseDuration(text);
      if (seconds < MIN_SECONDS) return { message: 'is shorter than a minute, the shortest period of an alarm', fix };
      if (seconds > MAX_SECONDS) return { message: 'is longer than 7 days, the longest that an alarm looks back', fix };
      return undefined;
    },
    { description, examples: ['26h'] },
  );
