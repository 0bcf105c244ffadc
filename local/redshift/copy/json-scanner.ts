/** A fault in JSON text, at an offset. */
export class JsonFault extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

export interface JsonValue {
  kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  start: number;
  end: number;
  /** Members of an object in their order, elements of an array under their index. */
  members?: [key: string, value: JsonValue][];
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERALS: [text: string, kind: JsonValue['kind']][] = [
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['null', 'null'],
];

export function skipBlanks(text: string, at: number): number {
  let next = at;
  while (next < text.length && /[ \t\r\n]/.test(text[next] as string)) next++;
  return next;
}

/**
 * Finds where the parts of one JSON value lie; numbers keep their digits, since nothing is converted. The text is
 * latin1: bytes above 127 are taken as they come.
 * @throws JsonFault
 */
export function scanJson(text: string, start: number): JsonValue {
  const c = text[start];
  if (c === '{' || c === '[') return scanContainer(text, start, c === '{');
  if (c === '"') return scanString(text, start);
  for (const [literal, kind] of LITERALS) {
    if (text.startsWith(literal, start)) return { kind, start, end: start + literal.length };
  }
  return scanNumber(text, start);
}

function scanNumber(text: string, start: number): JsonValue {
  NUMBER.lastIndex = start;
  const match = NUMBER.exec(text);
  if (!match) throw new JsonFault('Invalid value.', start);
  return { kind: 'number', start, end: start + match[0].length };
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function scanString(text: string, start: number): JsonValue {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { kind: 'string', start, end: at + 1 };
    if (code < 0x20) throw new JsonFault('Invalid control character in a string.', at);
    if (code !== 0x5c) continue;
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(text);
    if (!match) throw new JsonFault('Invalid escape in a string.', at);
    at += match[0].length - 1;
  }
  throw new JsonFault('Missing quote at the end of a string.', start);
}

function scanContainer(text: string, start: number, isObject: boolean): JsonValue {
  const members: [string, JsonValue][] = [];
  const close = isObject ? '}' : ']';
  let at = skipBlanks(text, start + 1);
  while (text[at] !== close) {
    let key = String(members.length);
    if (isObject) {
      if (text[at] !== '"') throw new JsonFault('Invalid member name.', at);
      const name = scanString(text, at);
      key = jsonText(text, name);
      at = skipBlanks(text, name.end);
      if (text[at] !== ':') throw new JsonFault("Missing ':' after a member name.", at);
      at = skipBlanks(text, at + 1);
    }
    const value = scanJson(text, at);
    members.push([key, value]);
    at = skipBlanks(text, value.end);
    if (text[at] === ',') {
      at = skipBlanks(text, at + 1);
      if (text[at] === close) throw new JsonFault('Invalid value.', at);
    } else if (text[at] !== close) throw new JsonFault("Missing ',' between values.", at);
  }
  return { kind: isObject ? 'object' : 'array', start, end: at + 1, members };
}

/** The bytes of a string with its escapes resolved, or the JSON text of any other value; latin1 both. */
export function jsonText(text: string, value: JsonValue): string {
  const raw = text.slice(value.start, value.end);
  if (value.kind !== 'string') return raw;
  if (!raw.includes('\\')) return raw.slice(1, -1);
  // Escapes name characters, the rest are bytes: only the escapes need encoding.
  return raw
    .slice(1, -1)
    .replace(/(?:\\u[0-9a-fA-F]{4})+|\\./g, (escaped) =>
      Buffer.from(JSON.parse(`"${escaped}"`) as string).toString('latin1'),
    );
}
