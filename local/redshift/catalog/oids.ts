/** Oids below this belong to the system. */
export const FIRST_OID = 100_000;
