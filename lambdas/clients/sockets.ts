/**
 * How long a connection may take, and how long a socket may be silent, in milliseconds. Without it a call whose answer
 * never comes would take the function's whole time. The longest silence that is no fault is a server-side wait of 2 s.
 */
export const SOCKETS = { connectionTimeout: 3_000, socketTimeout: 20_000 } as const;
