import type { Relation } from './catalog/relation';
import type { RelationReader } from './catalog/relation-reader';
import { CATALOG_SCHEMA } from './catalog/side-catalogue';
import type { Traces } from './catalog/traces';
import type { Duck } from './duck';
import { redshiftError } from './errors';
import type { Settings } from './settings';
import { duckName } from './sql/string-literal';
import type { Statement } from './statement';
import type { Transaction } from './transaction';
import type { WarehouseState } from './warehouse-state';

export interface SessionLogin {
  database: string;
  user: string;
  isSuperuser: boolean;
  processId: number;
}

export type Parameters = readonly { name: string; value: string }[];

/** What a session lends its statements. */
export interface SessionParts {
  duck: Duck;
  login: SessionLogin;
  warehouse: WarehouseState;
  settings: Settings;
  transaction: Transaction;
  reader: RelationReader;
  committed: RelationReader;
  tempSchema: string;
  traces: Traces;
  /** What the session's last statements of a kind did; the statement writes them. */
  last: { queryId: number; unloadCount: number; copyId: number; copyCount: number; madeTempSchema: boolean };
}

/** One statement of a session. `writes` is told of the relation that it writes. */
export function sessionStatement(
  parts: SessionParts,
  { parameters, queryId, started }: { parameters: Parameters; queryId: number; started: bigint },
  writes: (relation: Relation) => void,
): Statement {
  const { duck, login, warehouse, settings, transaction, last } = parts;
  const { database, user, isSuperuser, processId } = login;
  const origin = () => ({ queryId, session: processId, user, started, ended: warehouse.now() });
  return {
    duck,
    reader: parts.reader,
    committed: parts.committed,
    settings,
    parameters: new Map(parameters.map((parameter) => [parameter.name, parameter.value])),
    usedParameters: new Set(),
    isSuperuser,
    isServerless: warehouse.isServerless,
    queryId,
    objects: warehouse.objects,
    tempSchema: parts.tempSchema,
    makesTempSchema: () => {
      last.madeTempSchema = true;
    },
    traces: parts.traces,
    inTransaction: transaction.isOpen,
    writes: (relation) => {
      if (relation.database !== database) {
        throw redshiftError(`cross-database reference to database "${relation.database}" is not supported`, '0A000');
      }
      writes(relation);
    },
    environment: {
      user,
      isSuperuser,
      database,
      schema: settings.searchPath.find((name) => name !== user) ?? 'public',
      processId,
      timezone: settings.get('timezone'),
      transactionStart: transaction.start(started),
      statementStart: started,
      lastQueryId: last.queryId,
      lastUnloadCount: last.unloadCount,
      lastCopyCount: last.copyCount,
      lastCopyId: last.copyId,
      catalogSchema: `${duckName(database)}.${CATALOG_SCHEMA}`,
    },
    newOid: () => warehouse.newOid(),
    logUnload: (file) => warehouse.log.unload(queryId, processId, file, warehouse.now()),
    setUnloadCount: (rows) => {
      last.unloadCount = rows;
    },
    setCopy: (rows) => {
      last.copyId = queryId;
      last.copyCount = rows;
    },
    logLoad: (load) => warehouse.log.load(origin(), database, load),
    logLoadErrors: (errors) => warehouse.log.loadErrors(origin(), database, errors),
    checkCancelled: () => duck.checkCancelled(),
    everywhere: async (build) => {
      for (const name of warehouse.databases) {
        const connection = name === database ? duck : warehouse.admin;
        await connection.run(build(`${duckName(name)}.${CATALOG_SCHEMA}`));
      }
    },
  };
}
