import type { SchemaElement, SchemaTree } from 'hyparquet';
import { ObjectUnreadable } from '../../errors';

/** A column of a Parquet file, or a part of one. */
export interface SchemaNode {
  name: string;
  /** As the file has it. */
  element: SchemaElement;
  children: SchemaNode[];
  /**
   * What the decoder is told: names of our own, since it joins names by dots and keeps them as members of objects; and no
   * logical types, since it would round decimals and times to JavaScript's numbers and dates.
   */
  tree: SchemaTree;
}

/** A leaf with the nodes above it, the root first. */
export interface SchemaLeaf {
  node: SchemaNode;
  path: readonly SchemaNode[];
}

/** @throws ObjectUnreadable for a schema that is no tree, or has two columns of one name */
export const readSchema = (elements: readonly SchemaElement[]): SchemaNode => {
  let next = 0;
  const read = (path: readonly string[]): SchemaNode => {
    const index = next++;
    const element = elements[index];
    if (element === undefined) throw new ObjectUnreadable('broken Parquet: its schema ends too early');
    const { name: fileName, repetition_type, type, type_length, num_children = 0 } = element;
    const name = `n${index}`;
    const ownPath = index === 0 ? [] : [...path, name];
    const children: SchemaNode[] = [];
    while (children.length < num_children) children.push(read(ownPath));
    const bare: SchemaElement = {
      name,
      ...(repetition_type !== undefined && index > 0 && { repetition_type }),
      ...(type !== undefined && { type }),
      ...(type_length !== undefined && { type_length }),
      ...(children.length > 0 && { num_children }),
    };
    const count = next - index;
    const tree = { element: bare, children: children.map((child) => child.tree), count, path: ownPath };
    return { name: fileName, element, children, tree };
  };
  const root = read([]);
  const names = root.children.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new ObjectUnreadable(`the file names column ${JSON.stringify(twice)} twice`);
  return root;
};

/** The leaves below a node, in the order in which a row group has their columns. */
export const leavesOf = (node: SchemaNode, above: readonly SchemaNode[] = []): SchemaLeaf[] => {
  const path = [...above, node];
  return node.children.length === 0 ? [{ node, path }] : node.children.flatMap((child) => leavesOf(child, path));
};

/** Whether a column has one value in each row. */
export const isFlat = ({ element, children }: SchemaNode): boolean =>
  children.length === 0 && element.repetition_type !== 'REPEATED';
