import { Sql } from './sql';

/** Text that cannot stand as one boolean expression after WHERE. */
export class BooleanExpressionError extends RangeError {
  constructor(
    message: string,
    /** What to write instead. */
    readonly fix: string,
  ) {
    super(message);
  }
}

/** Leaves room for the columns and the frame in the Data API's 100 KB. */
export const MAX_EXPRESSION_BYTES = 32 * 1024;

/** Words that would leave the WHERE clause if they stood outside of parentheses. */
const CLAUSES = new Set(
  'SELECT FROM INTO WHERE GROUP HAVING QUALIFY WINDOW ORDER LIMIT OFFSET FETCH UNION INTERSECT EXCEPT MINUS CONNECT'.split(
    ' ',
  ),
);

/**
 * The user's own boolean expression, checked to be a single one and wrapped in parentheses: it cannot end the statement,
 * open a comment, leave a quote or a parenthesis open, or begin another clause. Whether the columns exist and the result
 * is boolean is for Redshift to say.
 *
 * @throws BooleanExpressionError with the reason and a fix
 */
export const booleanExpression = (text: string): Sql => {
  const bytes = Buffer.byteLength(text);
  if (bytes >= MAX_EXPRESSION_BYTES)
    fail(`is ${bytes} bytes long`, 'write less than 32 KB; put a long list into a table and use IN (SELECT ...)');
  if (text.includes('\0') || /\p{Surrogate}/u.test(text))
    fail('holds a character that SQL text cannot hold', 'remove it');
  const expression = text.trim();
  if (expression === '') fail('is empty', 'write a condition such as delay > 10, or remove the key');
  checkTokens(expression);
  return Sql.trusted(`(${expression})`);
};

/** In order of trial: each alternative is what Redshift's own lexer would take there. */
const TOKEN = new RegExp(
  [
    String.raw`(?<literal>'(?:''|\\[\s\S]|[^'\\])*'?)`,
    `(?<name>"(?:""|[^"])*"?)`,
    String.raw`(?<comment>--|/\*|\*/)`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{M}\p{N}_]*)`,
    String.raw`(?<other>[\s\S])`,
  ].join('|'),
  'gu',
);

const checkTokens = (text: string): void => {
  const open: string[] = [];
  for (const { 0: token, groups = {} } of text.matchAll(TOKEN)) {
    if (groups.literal !== undefined) checkLiteral(token);
    else if (groups.name !== undefined) checkQuotedName(token);
    else if (groups.comment !== undefined)
      fail(`has a comment mark, ${token}`, 'remove it; write - -1 for the negative of a negative number');
    else if (groups.word !== undefined) checkWord(token, open.length);
    else checkSign(token, open);
  }
  const last = open.at(-1);
  if (last !== undefined) fail(`has a ${last} that is not closed`, 'close it');
};

const checkLiteral = (token: string): void => {
  // \' ends the literal or goes on, by the reader's settings: neither reading may be relied on.
  if (/^'(?:''|\\[^']|[^'\\])*\\'/.test(token))
    fail("has a quote after a backslash, \\'", "write '' for a quote inside of a literal");
  if (!/^'(?:''|\\[\s\S]|[^'\\])*'$/.test(token))
    fail('has a single quote that is not closed', "close it; write '' for a quote inside of a literal");
};

const checkQuotedName = (token: string): void => {
  if (!/^"(?:""|[^"])*"$/.test(token))
    fail('has a double quote that is not closed', 'close it; write "" for a quote inside of a name');
  if (token === '""') fail('has an empty name, ""', "write '' for an empty text");
};

const checkWord = (word: string, depth: number): void => {
  const keyword = word.toUpperCase();
  if (depth > 0 || !CLAUSES.has(keyword)) return;
  if (keyword === 'WHERE') fail('holds the word WHERE', 'write the condition alone, without WHERE');
  fail(
    `holds the word ${keyword} outside of parentheses`,
    `write a condition only; put a subquery in parentheses, and a column of that name in double quotes`,
  );
};

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

const checkSign = (sign: string, open: string[]): void => {
  if (sign === ';') fail('holds a semicolon', 'write a single condition; a ; belongs in a quoted literal only');
  // Two of them open a dollar quote, with a tag between or without.
  if (sign === '$') fail('holds a $ outside of quotes', 'quote text as \'...\', and a name with a $ as "..."');
  if (sign === '\\') fail('holds a backslash outside of quotes', 'remove it');
  if (sign === ',' && open.length === 0) fail('is a list of expressions', 'join conditions with AND or OR');
  if (sign === '(' || sign === '[') open.push(sign);
  const opener = CLOSERS[sign];
  if (opener !== undefined && open.pop() !== opener)
    fail(`has a ${sign} that nothing opened`, 'balance the parentheses');
};

const fail = (message: string, fix: string): never => {
  throw new BooleanExpressionError(message, fix);
};
