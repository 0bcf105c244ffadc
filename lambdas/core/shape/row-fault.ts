/**
 * Why one record cannot become a change. It ends in the quarantine with its record, never as the failure of a run. The
 * message names columns but holds no value.
 */
export class RowFault extends Error {}

/** Calls `shape` and gives what it returns, or the reason of the RowFault that it threw. */
export const faultOf = <T>(shape: () => T): T | RowFault => {
  try {
    return shape();
  } catch (error) {
    if (error instanceof RowFault) return error;
    throw error;
  }
};
