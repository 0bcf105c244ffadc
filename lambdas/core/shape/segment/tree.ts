/** A number that no double holds, by its text. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** JSON as it is read: what a double holds exactly is a number, the rest keeps its text. Nothing is rounded. */
export type Tree = null | boolean | number | string | ExactNumber | Tree[] | TreeObject;

/** Members by name, also those that JavaScript gives a meaning of their own, such as `__proto__`. */
export interface TreeObject {
  [name: string]: Tree;
}

/** Whether a value is an object of JSON. */
export const isTreeObject = (tree: Tree | undefined): tree is TreeObject =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof ExactNumber);

/** JSON text without blanks, members in their order. */
export const treeText = (tree: Tree): string => {
  if (tree instanceof ExactNumber) return tree.text;
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree);
  if (Array.isArray(tree)) return `[${tree.map(treeText).join(',')}]`;
  return `{${members(tree, Object.keys(tree))}}`;
};

/** JSON text that is the same however the members are ordered. */
export const canonicalText = (tree: Tree): string => {
  if (Array.isArray(tree)) return `[${tree.map(canonicalText).join(',')}]`;
  if (!isTreeObject(tree)) return treeText(tree);
  const names = Object.keys(tree).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(tree[name] as Tree)}`).join(',')}}`;
};

const members = (tree: TreeObject, names: readonly string[]): string =>
  names.map((name) => `${JSON.stringify(name)}:${treeText(tree[name] as Tree)}`).join(',');
