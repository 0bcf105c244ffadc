/** A name as IAM takes it: `*`, `?` and `$` of it would be wildcards and variables unless they are written so. */
export const plain = (name: string): string => name.replaceAll(/[*?$]/g, '${$&}');
