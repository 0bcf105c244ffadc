import type { Globs } from '../../config/load-config';

/** Whether a text matches one of these globs, in which `*` stands for any text; undefined where there is none. */
export const matcherOf = (globs: readonly string[] | undefined): ((text: string) => boolean) | undefined => {
  if (globs === undefined || globs.length === 0) return undefined;
  const any = new RegExp(`^(?:${globs.map(source).join('|')})$`, 'su');
  return (text) => any.test(text);
};

/** Whether `include` names a text, or is absent, and `exclude` does not name it. */
export const selectorOf = ({ include, exclude }: Globs): ((text: string) => boolean) => {
  const [included, excluded] = [matcherOf(include), matcherOf(exclude)];
  return (text) => (included === undefined || included(text)) && (excluded === undefined || !excluded(text));
};

const source = (glob: string): string =>
  glob
    .split(/\*+/)
    .map((text) => text.replace(/[\\^$.+?()[\]{}|/]/g, '\\$&'))
    .join('.*');
