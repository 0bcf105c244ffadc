import { Document, isCollection, isNode, type Node, type YAMLMap } from 'yaml';

/** A YAML mapping of which each value may carry a note as a comment. */
export class NotedMap {
  readonly map: YAMLMap;
  private readonly notes: string[] = [];

  constructor(private readonly document = new Document()) {
    this.map = document.createNode({}) as YAMLMap;
    this.map.flow = false;
  }

  /** Sets a key, with a note behind its value; a value of undefined is left out. */
  set(key: string, value: unknown, note?: string): this {
    if (value === undefined) return this;
    const node = value instanceof NotedMap ? value.map : this.document.createNode(value);
    if (isNode(node)) {
      if (isCollection(node) && !(value instanceof NotedMap)) node.flow = true;
      if (note !== undefined) (node as Node).comment = ` ${note}`;
    }
    this.map.items.push(this.document.createPair(key, node));
    return this;
  }

  /** A comment on a line of its own, above the mapping's keys. */
  say(text: string): this {
    this.notes.push(` ${text}`);
    this.map.commentBefore = this.notes.join('\n');
    return this;
  }
}
