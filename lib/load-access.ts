import type { Access } from './storage-grants';

/*
 * What the steps of load pipelines do with the pipelines' own folders, and nothing more:
 *
 *   lock.json              taken and freed by the first and the last step; looked at by who changes the state of objects
 *   collect/               which objects, or batches of an extract pipeline, were taken, and what is owed
 *   tables/.../names.json  column names of targets
 *   staging/               rows in the form of COPY; what is seen in objects; COPY manifests
 *   quarantine/            bad rows; never read, and never deleted
 *   runs/                  plans, statements, records and reports of each run; deleted beyond `keep.runs`
 */

/** Of the functions that share the Data API role, those that run statements included. */
export const STATEMENT_STEPS_ACCESS: Access = {
  // Poison rows are copied out of staged parts.
  read: ['runs/*', 'staging/*', 'collect/*', 'lock.json'],
  write: ['runs/*', 'staging/*', 'collect/*', 'quarantine/*'],
  // By the clean-up.
  delete: ['lock.json'],
};

/** Of the functions with a role of their own. */
export const STEP_ACCESS = {
  startLoad: {
    read: ['lock.json'],
    write: ['lock.json', 'runs/*'],
  },
  collectObjects: { read: ['collect/*', 'lock.json', 'runs/*'], write: ['collect/*', 'runs/*'] },
  scanObjects: { read: ['runs/*', 'staging/*'], write: ['staging/*'] },
  planColumns: {
    read: ['runs/*', 'staging/*', 'tables/*/names.json'],
    write: ['staging/*', 'tables/*/names.json'],
  },
  stageObjects: { read: ['runs/*', 'staging/*'], write: ['staging/*', 'quarantine/*'] },
  planLoads: { read: ['collect/*', 'runs/*', 'staging/*'], write: ['runs/*', 'staging/*'] },
  planBatches: { read: ['collect/*', 'runs/*'], write: ['runs/*'] },
  prepareTable: { read: ['runs/*'] },
  recordLoadFailure: { read: ['runs/*'], write: ['runs/*'] },
  // Which runs are needed is told by the state of objects.
  retireLoadRuns: { read: ['lock.json', 'collect/state.json'], delete: ['runs/*'] },
  finishLoad: {
    read: ['lock.json', 'collect/*', 'runs/*', 'staging/*'],
    write: ['collect/*', 'runs/*'],
    // What is applied need not be staged any longer, nor its objects be listed.
    delete: ['lock.json', 'staging/*', 'collect/batches/*'],
  },
} as const satisfies Record<string, Access>;
