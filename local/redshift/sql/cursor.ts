import { notSupportedLocally, redshiftError, syntaxErrorNear } from '../errors';
import { RESERVED_WORDS } from './reserved-words';
import { foldCase, type Token, tokenize } from './tokenizer';

const MAX_IDENTIFIER_BYTES = 127;

/** Reads a statement token by token. Keywords are given in lower case. */
export class Cursor {
  private readonly tokens: Token[];
  private at = 0;

  /** @param caseSensitive the session's `enable_case_sensitive_identifier`: quoted names keep their case */
  constructor(
    readonly sql: string,
    readonly caseSensitive: boolean,
  ) {
    this.tokens = tokenize(sql);
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  mark(): number {
    return this.at;
  }

  reset(mark: number): void {
    this.at = mark;
  }

  /** Whether the token at a mark is this symbol. */
  isSymbolAt(mark: number, symbol: string): boolean {
    return this.isSymbol(symbol, mark - this.at);
  }

  atEnd(): boolean {
    return this.peek().kind === 'end';
  }

  /** The source text from the token at `mark` up to the last token read. */
  textSince(mark: number): string {
    const last = this.tokens[this.at - 1];
    return last ? this.sql.slice((this.tokens[mark] as Token).start, last.end) : '';
  }

  isWord(...words: string[]): boolean {
    return words.every((word, i) => this.peek(i).kind === 'word' && this.peek(i).text === word);
  }

  isAnyWord(...words: string[]): boolean {
    return this.peek().kind === 'word' && words.includes(this.peek().text);
  }

  /** Reads all the words in order, or nothing. */
  accept(...words: string[]): boolean {
    if (!this.isWord(...words)) return false;
    this.at += words.length;
    return true;
  }

  expect(...words: string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.unexpected();
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    return this.peek(ahead).kind === 'symbol' && this.peek(ahead).text === symbol;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.at++;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unexpected();
  }

  /** A name: an unreserved word or a quoted identifier, folded as the session says, cut to 127 bytes. */
  name(): string {
    const token = this.peek();
    if (token.kind === 'word' && RESERVED_WORDS.has(token.text)) throw this.unexpected();
    return this.anyName();
  }

  /** A name where reserved words are allowed too (after AS or a dot). */
  anyName(): string {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'quoted') throw this.unexpected();
    this.at++;
    return cutIdentifier(token.kind === 'quoted' && this.caseSensitive ? token.text : foldCase(token.text));
  }

  /** A user or group. IAM users keep the case of their role's name. */
  principal(): string {
    const token = this.peek();
    if (token.kind === 'quoted' && /^IAMR?:/.test(token.text)) {
      this.at++;
      return cutIdentifier(token.text);
    }
    return this.anyName();
  }

  isName(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'quoted' || (token.kind === 'word' && !RESERVED_WORDS.has(token.text));
  }

  /** `a`, `a.b` or `a.b.c`. */
  path(): string[] {
    const path = [this.name()];
    while (this.acceptSymbol('.')) path.push(this.anyName());
    if (path.length > 3) throw redshiftError(`improper qualified name (too many dotted names): ${path.join('.')}`);
    return path;
  }

  nameList(): string[] {
    this.expectSymbol('(');
    const names = [this.anyName()];
    while (this.acceptSymbol(',')) names.push(this.anyName());
    this.expectSymbol(')');
    return names;
  }

  string(): string {
    if (this.peek().kind !== 'string') throw this.unexpected();
    return this.next().text;
  }

  integer(): number {
    const token = this.peek();
    if (token.kind !== 'number' || !/^[0-9]+$/.test(token.text)) throw this.unexpected();
    this.at++;
    return Number(token.text);
  }

  expectEnd(): void {
    while (this.acceptSymbol(';'));
    if (!this.atEnd()) {
      if (this.isSymbol(';', -1))
        throw redshiftError('cannot insert multiple commands into a prepared statement', '42601');
      throw this.unexpected();
    }
  }

  unexpected(): Error {
    return syntaxErrorNear(this.peek().raw);
  }

  unsupported(what: string): Error {
    return notSupportedLocally(`${what} is not supported by the laptop's Redshift`);
  }
}

/** Cuts at 127 bytes on a character boundary. */
export function cutIdentifier(name: string): string {
  if (Buffer.byteLength(name) <= MAX_IDENTIFIER_BYTES) return name;
  let cut = '';
  for (const char of name) {
    if (Buffer.byteLength(cut + char) > MAX_IDENTIFIER_BYTES) break;
    cut += char;
  }
  return cut;
}
