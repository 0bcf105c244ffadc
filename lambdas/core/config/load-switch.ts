/**
 * Whether shuttle.yaml may hold load pipelines. As long as this is false, `load` is an unknown key of the file and no part
 * of its JSON Schema: the stack has no machine for it.
 */
export const LOAD_PIPELINES: boolean = false;
