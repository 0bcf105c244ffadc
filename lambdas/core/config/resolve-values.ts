import { parseDuration } from './duration';
import type { ShuttleFile } from './file-schema';
import type { KeepRule, Schedule } from './shuttle-config';

type FileSchedule = NonNullable<ShuttleFile['extract']>[number]['schedule'];

export const resolveSchedule = (schedule: FileSchedule): Schedule | undefined => {
  if (schedule === undefined) return undefined;
  if (typeof schedule === 'string') return { expression: schedule, timezone: 'UTC', enabled: true };
  return { expression: schedule.expression, timezone: schedule.timezone ?? 'UTC', enabled: schedule.enabled ?? true };
};

export const keepRule = (value: string | number): KeepRule =>
  typeof value === 'number' ? { count: value } : { seconds: parseDuration(value) };

/** Drops keys without a value: absent is absent, never undefined. */
export const defined = <T extends object>(object: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
