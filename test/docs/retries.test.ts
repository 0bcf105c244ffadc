import type { RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import * as policies from '../../lib/workflows/retry-policies';
import { readPage, section, tableRows } from './markdown';

const page = readPage('docs/operations.md');
const rows = tableRows(section(page, 'Retries'));
const named = Object.entries(policies).filter((entry): entry is [string, RetryProps] => typeof entry[1] === 'object');

const duration = (seconds: number): string => {
  if (seconds >= 36_000) return `${Number((seconds / 3_600).toFixed(1))} h`;
  return seconds > 180 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds)} s`;
};

/** The sum of all waits at their longest; full jitter takes half of it on average. */
const longest = ({ interval, backoffRate, maxDelay, maxAttempts }: RetryProps): number => {
  const [first, cap] = [interval?.toSeconds() ?? 0, maxDelay?.toSeconds() ?? 0];
  const waits = Array.from({ length: maxAttempts ?? 0 }, (_, i) => Math.min(cap, first * (backoffRate ?? 0) ** i));
  return waits.reduce((sum, wait) => sum + wait, 0);
};

const minutesOrSeconds = (seconds: number): string => (seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`);

describe('retries table of docs/operations.md', () => {
  it.each(named)('%s', (name, policy) => {
    const all = longest(policy);
    expect(rows.find(([first]) => first === `\`${name}\``)).toEqual([
      `\`${name}\``,
      (policy.errors ?? []).map((error) => `\`${error}\``).join(', '),
      minutesOrSeconds(policy.interval?.toSeconds() ?? 0),
      String(policy.backoffRate),
      minutesOrSeconds(policy.maxDelay?.toSeconds() ?? 0),
      String(policy.maxAttempts),
      duration(all / 2),
      duration(all),
    ]);
  });

  it('has no other policy', () => {
    expect(rows.map(([first]) => first).sort()).toEqual(named.map(([name]) => `\`${name}\``).sort());
  });
});
