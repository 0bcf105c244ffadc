import { cronFault } from './cron';
import type { Fault } from './problem';

/**
 * Checks a `rate(...)` or `cron(...)` expression of EventBridge Scheduler:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export const scheduleFault = (text: string): Fault | undefined => {
  const match = /^([a-z]+)\((.*)\)$/s.exec(text);
  const [, kind, inner = ''] = match ?? [];
  if (kind === 'rate') return rateFault(inner);
  if (kind === 'cron') return cronFault(inner);
  if (kind === 'at')
    return {
      message: 'at() runs once only',
      fix: 'write rate(1 day) or cron(0 3 * * ? *), or start the pipeline by hand',
    };
  return { message: 'is not a schedule', fix: 'write rate(1 day) or cron(0 3 * * ? *)' };
};

const rateFault = (inner: string): Fault | undefined => {
  const match = /^([1-9][0-9]*) (minute|hour|day)(s?)$/.exec(inner);
  if (match === null)
    return { message: 'is not a rate', fix: 'write a number and a unit: rate(15 minutes), rate(1 hour), rate(1 day)' };
  const [, count, unit, plural] = match;
  if (count === '1' && plural !== '') return { message: 'has a plural unit for 1', fix: `write rate(1 ${unit})` };
  if (count !== '1' && plural === '') return { message: 'has a singular unit', fix: `write rate(${count} ${unit}s)` };
  return undefined;
};

/** Checks a time zone name of the IANA database. */
export const timezoneFault = (text: string): Fault | undefined => {
  const message = 'is not a time zone';
  const known = zoneNamed(text);
  if (known === undefined) return { message, fix: 'write an IANA name such as Europe/Berlin or UTC' };
  // Intl takes any letter case, EventBridge Scheduler does not. A name that Intl takes for an alias stays as it is.
  if (known !== text && known.toLowerCase() === text.toLowerCase()) return { message, fix: `write ${known}` };
  return undefined;
};

const zoneNamed = (text: string): string | undefined => {
  // Offsets such as +02:00 pass Intl, but EventBridge Scheduler takes names only.
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};
