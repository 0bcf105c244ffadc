import type { Checkpoint } from '../../../lambdas/core/progress/checkpoint';
import { commitTable } from '../../../lambdas/extract/commit-table';
import type { PlanItem, VerifiedTable, VerifiedUnit } from '../../../lambdas/extract/contract';
import type { ReadPlan, TableRead } from '../../../lambdas/extract/read-plan';
import {
  ARN,
  BATCH,
  filesOf,
  item,
  itemOf,
  keys,
  lockOf,
  NOW,
  plan,
  readPlan,
  run,
  START,
  statement,
  TAIL,
  unitOf,
  windowRead,
} from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';

export const verifiedOf = (more: Partial<VerifiedTable> = {}): VerifiedTable => ({
  table: 'public.orders',
  rows: { ...filesOf(BATCH), quarantined: 0 },
  high: null,
  settled: null,
  more: false,
  ...more,
});
export const input = {
  run,
  item: item as PlanItem,
  plan,
  why: null as string | null,
  statement,
  verified: { tables: [verifiedOf()], resets: [] } as VerifiedUnit,
  startedAt: START,
  verifiedAt: START,
  now: NOW,
};
export type Input = typeof input;

export interface Stored {
  current?: object;
  group?: object;
  reads?: TableRead[];
  plan?: Partial<ReadPlan>;
}

/** A store in which this run holds the lock, and what it planned lies. */
export const locked = ({ current, group, reads, plan: more }: Stored = {}): FakeS3 => {
  const s3 = new FakeS3();
  s3.put(keys.lock, lockOf(ARN));
  const own = current && s3.put(keys.current, current);
  const its = group && s3.put(keys.group, group);
  s3.put(keys.read, { ...readPlan, currentEtag: its ?? own ?? null, ...(reads && { reads }), ...more });
  return s3;
};
export const commit = (s3: FakeS3, more: Partial<Input> = {}) =>
  commitTable({ ...input, ...more }, { objects: s3.objects });
export const currentOf = (s3: FakeS3) => s3.json(keys.current) as Checkpoint;
export const written = (s3: FakeS3) => s3.calls.filter(({ operation }) => operation === 'Put').map(({ key }) => key);

export const M = '2026-01-05 00:00:00.000000';
export const S = '2026-01-04 23:00:00.000000';
export const windowed = (more: Partial<VerifiedTable> = {}): Partial<Input> => ({
  item: itemOf(unitOf(windowRead.unit)),
  verified: {
    tables: [verifiedOf({ high: M, settled: S, tail: { ...filesOf(TAIL), quarantined: 0 }, ...more })],
    resets: [],
  },
});
