import { patternFault } from './extract-schema';
import { pathText } from './path-text';
import type { SchemaProblem } from './schema-problems';

/** What concerns several keys at once. Works on the raw file, so that it speaks even where single keys are wrong. */
export const crossProblems = (file: object): SchemaProblem[] => {
  const pipelines = (file as { extract?: unknown }).extract;
  if (!Array.isArray(pipelines)) return [];
  return pipelines.flatMap((pipeline, i) =>
    Object.keys(pipeline?.tables ?? {}).flatMap((key) => {
      const fault = patternFault(key);
      const at = ['extract', i, 'tables', key];
      return fault === undefined ? [] : [{ at, path: pathText(at), value: JSON.stringify(key), ...fault }];
    }),
  );
};
