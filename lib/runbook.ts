/** The entries of docs/runbook.md; a test compares them. */
export const RUNBOOK_ENTRIES = ['failed-runs', 'missed-starts', 'stale'] as const;

/** Where an alarm or a notification says what to do. */
export const runbookEntry = (entry: (typeof RUNBOOK_ENTRIES)[number]): string => `see docs/runbook.md#${entry}`;
