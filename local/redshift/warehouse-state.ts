import type { Relation } from './catalog/relation';
import type { SystemView } from './catalog/system-views';
import type { Traces } from './catalog/traces';
import type { Duck } from './duck';
import type { History } from './history';
import type { ObjectStore } from './objects';

/** What the sessions of one engine share. */
export interface WarehouseState {
  databases: readonly string[];
  systemRelations: ReadonlyMap<string, ReadonlyMap<string, Relation & { view: SystemView }>>;
  /** By database. */
  traces: ReadonlyMap<string, Traces>;
  objects: ObjectStore;
  isServerless: boolean;
  /** A connection for work outside the users' transactions. */
  admin: Duck;
  log: History;
  /** Those that are open. */
  sessions: Set<{ close(): Promise<void> }>;
  /** Microseconds since the epoch. */
  now(): bigint;
  newOid(): number;
  nextQueryId(): number;
}
