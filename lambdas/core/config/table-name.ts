/** A relation by name, as Redshift stores it. */
export interface TableName {
  schema: string;
  name: string;
}

/**
 * Reads `schema.table`; a part with a dot, a blank or a quote stands in double quotes as in SQL. The case of letters is
 * kept.
 *
 * @throws RangeError unless the text is exactly two parts
 */
export const parseTableName = (text: string): TableName => {
  const [schema, name, ...rest] = splitParts(text);
  if (schema === undefined || name === undefined || rest.length > 0) {
    throw new RangeError(`${JSON.stringify(text)} is not schema.table`);
  }
  return { schema: schema.text, name: name.text };
};

/** The canonical `schema.table`: a part is quoted where SQL would need it. */
export const formatTableName = (schema: string, name: string): string =>
  `${formatNamePart(schema)}.${formatNamePart(name)}`;

/** One part of a name, quoted where SQL would need it. */
export const formatNamePart = (text: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;

export interface NamePart {
  text: string;
  quoted: boolean;
}

/**
 * Splits at the dots outside of quotes, `{}` and `[]`.
 *
 * @throws RangeError for an empty part, a quote that does not close, or text beside a quoted part
 */
export const splitParts = (text: string): NamePart[] => {
  const parts: NamePart[] = [];
  let rest = text;
  for (;;) {
    const match = /^(?:"((?:[^"]|"")+)"|((?:\{[^{}]*\}|\[[^[\]]*\]|[^".])+))(\.|$)/s.exec(rest);
    if (match === null) throw new RangeError(`${JSON.stringify(text)} is not schema.table`);
    const [all, quoted, plain = '', end] = match;
    parts.push(
      quoted === undefined ? { text: plain, quoted: false } : { text: quoted.replaceAll('""', '"'), quoted: true },
    );
    if (end === '') return parts;
    rest = rest.slice(all.length);
  }
};
