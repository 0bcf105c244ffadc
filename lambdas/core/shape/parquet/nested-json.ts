import { ObjectUnreadable } from '../../errors';
import type { Value } from '../change';
import { RowFault } from '../row-fault';
import { type LeafReader, leafReader } from './leaf-value';
import type { SchemaNode } from './schema-node';

/** Writes a value as the decoder assembles it as JSON; null stands for what is not there. */
export type JsonWriter = (assembled: unknown) => string;

/**
 * How a column of lists, maps and structs, or a part of one, is written as JSON, by the rules of
 * https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types
 *
 * @throws ObjectUnreadable for a type that is not supported
 */
export const jsonWriter = (node: SchemaNode): JsonWriter => {
  const one = oneWriter(node);
  return node.element.repetition_type === 'REPEATED' ? (items) => listText(items, one) : one;
};

/** Of a node, were it not repeated. */
const oneWriter = (node: SchemaNode): JsonWriter => {
  const { element, children } = node;
  if (children.length === 0) return leafWriter(leafReader(element));
  if (element.logical_type?.type === 'VARIANT') throw new ObjectUnreadable("Parquet's type VARIANT is not supported");
  const [child] = children;
  const isOnlyRepeated = children.length === 1 && child?.element.repetition_type === 'REPEATED';
  if (child !== undefined && isOnlyRepeated) {
    const kind = element.logical_type?.type ?? element.converted_type;
    if (kind === 'LIST') return listWriter(node, child);
    if ((kind === 'MAP' || kind === 'MAP_KEY_VALUE') && child.children.length === 2) return mapWriter(child);
  }
  return structWriter(node);
};

const leafWriter =
  (reader: LeafReader): JsonWriter =>
  (raw) =>
    raw === null || raw === undefined ? 'null' : jsonOf(reader.read(raw as never));

const jsonOf = (value: Value): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return 'number' in value ? value.number : value.json;
};

const listText = (items: unknown, write: JsonWriter): string =>
  isNothing(items) ? 'null' : `[${Array.from(items as unknown[], write).join(',')}]`;

/** Three levels: the list, a repeated group, the element in it. Older files have two: what is repeated is the element. */
const listWriter = ({ name }: SchemaNode, repeated: SchemaNode): JsonWriter => {
  const [only] = repeated.children;
  const isElement = repeated.children.length !== 1 || repeated.name === 'array' || repeated.name === `${name}_tuple`;
  const repeatedName = repeated.tree.element.name;
  const write = isElement || only === undefined ? oneWriter(repeated) : inner(only.tree.element.name, jsonWriter(only));
  return (list) => (isNothing(list) ? 'null' : listText(member(list, repeatedName), write));
};

const mapWriter = (entries: SchemaNode): JsonWriter => {
  const [key, value] = entries.children as [SchemaNode, SchemaNode];
  const writeKey = jsonWriter(key);
  const writeValue = jsonWriter(value);
  const [entriesName, keyName, valueName] = [entries, key, value].map(({ tree }) => tree.element.name) as [
    string,
    string,
    string,
  ];
  return (map) => {
    if (isNothing(map)) return 'null';
    const seen = new Set<string>();
    const texts = Array.from((member(map, entriesName) ?? []) as unknown[], (entry) => {
      const text = writeKey(member(entry, keyName));
      const name = text.startsWith('"') ? text : JSON.stringify(text);
      if (seen.has(name)) throw new RowFault('a map that has a key twice');
      seen.add(name);
      return `${name}:${writeValue(member(entry, valueName))}`;
    });
    return `{${texts.join(',')}}`;
  };
};

const structWriter = ({ children }: SchemaNode): JsonWriter => {
  const members = children.map((child) => ({
    name: child.tree.element.name,
    start: `${JSON.stringify(child.name)}:`,
    write: jsonWriter(child),
  }));
  return (struct) =>
    isNothing(struct)
      ? 'null'
      : `{${members.map(({ name, start, write }) => start + write(member(struct, name))).join(',')}}`;
};

const inner =
  (name: string, write: JsonWriter): JsonWriter =>
  (group) =>
    write(member(group, name));

const isNothing = (value: unknown): boolean => value === null || value === undefined;

const member = (group: unknown, name: string): unknown =>
  isNothing(group) ? undefined : (group as Record<string, unknown>)[name];
