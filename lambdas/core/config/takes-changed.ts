import { mapOf, type RawMap } from './raw-value';

/** What of a load pipeline decides: as the file has it, checked or not. */
interface Writing {
  writeMode?: unknown;
  key?: unknown;
  tables?: unknown;
}

/**
 * Whether an object that was written anew may be loaded again as a whole, where the file does not say so: only if rows
 * that stood in it before are told by a key in every table. Appended rows would be doubled.
 */
export const takesChanged = (pipeline: Writing): boolean => {
  const entries: RawMap[] = Object.values(mapOf(pipeline.tables)).map(mapOf);
  const modes = [pipeline.writeMode ?? 'auto', ...entries.flatMap(({ writeMode }) => writeMode ?? [])];
  return modes.every((mode) => mode !== 'append' && (mode !== 'auto' || pipeline.key !== undefined));
};
