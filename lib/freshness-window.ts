const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_WarmUpConfiguration.html */
const MAX_WARM_UP_MINUTES = 2_880;

/** How an alarm looks back over some time. */
export interface FreshnessWindow {
  periodSeconds: number;
  periods: number;
  /** How long a new alarm waits for a first commit. */
  warmUpMinutes: number;
}

/**
 * The periods that an alarm has to find empty before it goes off. One more than the time holds, since the newest is not
 * over yet: it never goes off too early, and two periods too late at most. Beyond a day CloudWatch looks at whole hours
 * only, once an hour; of a whole day there is no room for one more.
 *
 * Bounds: periods times their length is at most a day, or 7 days where a period is an hour or more.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 *
 * @param seconds 60 to 604,800, as the config is checked
 */
export const freshnessWindow = (seconds: number): FreshnessWindow => {
  const warmUpMinutes = Math.min(MAX_WARM_UP_MINUTES, Math.ceil(seconds / MINUTE));
  if (seconds > DAY) return { periodSeconds: HOUR, periods: Math.ceil(seconds / HOUR), warmUpMinutes };
  const periodSeconds = seconds < HOUR ? MINUTE : 5 * MINUTE;
  const periods = Math.min(Math.ceil(seconds / periodSeconds) + 1, DAY / periodSeconds);
  return { periodSeconds, periods, warmUpMinutes };
};
