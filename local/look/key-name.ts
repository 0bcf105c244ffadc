/** A part of a key as a name: `!` and two hex digits stand for a byte of UTF-8, everything else for itself. */
export function nameOfKeyPart(part: string): string {
  if (!part.includes('!')) return part;
  const bytes = part.replace(/!([0-9A-F]{2})|([^!]|!)/gs, (_, hex: string | undefined, plain: string) =>
    hex === undefined ? Buffer.from(plain, 'utf8').toString('latin1') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** `schema.table` as the reports print it: a part stands in double quotes where SQL needs it. */
export const tableName = (schema: string, name: string): string => `${namePart(schema)}.${namePart(name)}`;

const namePart = (text: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;

/** The two parts of a name as somebody types it, quoted or not; undefined when it is no `schema.table`. */
export function partsOfName(text: string): [schema: string, name: string] | undefined {
  const match = /^("(?:[^"]|"")+"|[^".]+)\.("(?:[^"]|"")+"|[^"]+)$/s.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  return [unquoted(match[1]), unquoted(match[2])];
}

const unquoted = (part: string): string => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part);
