import { S3Error } from './errors';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A piece of XML that is already escaped. */
export interface Xml {
  readonly xml: string;
}
type Content = Xml | string | number | boolean | undefined;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must go out as references, as S3 sends them
  text.replace(/[&<>"\u0000-\u001f]/g, (char) => ESCAPES[char] ?? `&#${char.charCodeAt(0)};`);

/** An element; text is escaped, undefined children are left out. */
export function element(name: string, ...children: Content[]): Xml {
  const inner = children.map((child) => {
    if (child === undefined) return '';
    return typeof child === 'object' ? child.xml : escapeText(String(child));
  });
  return { xml: `<${name}>${inner.join('')}</${name}>` };
}

/** An element, or nothing when its text is undefined. */
export const optional = (name: string, text: string | number | boolean | undefined): Xml | undefined =>
  text === undefined ? undefined : element(name, text);

/** A whole document in S3's namespace. */
export const document = (name: string, ...children: Content[]): string =>
  DECLARATION + element(name, ...children).xml.replace(`<${name}>`, `<${name} xmlns="${NAMESPACE}">`);

/** An error document; S3 gives it no namespace. */
export const errorDocument = (fields: Readonly<Record<string, string>>): string =>
  DECLARATION + element('Error', ...Object.entries(fields).map(([name, text]) => element(name, text))).xml;

/** A parsed element: its own text and its children. Attributes are dropped. */
export interface XmlNode {
  name: string;
  text: string;
  children: XmlNode[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeText(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (_, name: string) => {
    if (name.startsWith('#')) {
      const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    const char = ENTITIES[name];
    if (char === undefined) throw new S3Error('MalformedXML');
    return char;
  });
}

/** Parses the small documents that clients send. @throws S3Error MalformedXML */
export function parseXml(source: string): XmlNode {
  const top: XmlNode = { name: '', text: '', children: [] };
  const open = [top];
  const token = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)(?:\s[^<>]*?)?(\/?)>|([^<]+)/gy;
  let end = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    end = token.lastIndex;
    const [, closing, tag, selfClosing, text] = match;
    const current = open.at(-1) ?? top;
    if (text !== undefined) current.text += unescapeText(text);
    if (tag === undefined) continue;
    const name = tag.replace(/^.*:/, '');
    if (closing) {
      if (open.pop()?.name !== name || open.length === 0) throw new S3Error('MalformedXML');
      continue;
    }
    const node = { name, text: '', children: [] };
    current.children.push(node);
    if (!selfClosing) open.push(node);
  }
  const root = top.children[0];
  if (end < source.length || open.length !== 1 || root === undefined) throw new S3Error('MalformedXML');
  return root;
}

export const childrenOf = (node: XmlNode, name: string): XmlNode[] => node.children.filter((it) => it.name === name);

export const textOf = (node: XmlNode, name: string): string | undefined => childrenOf(node, name)[0]?.text;
